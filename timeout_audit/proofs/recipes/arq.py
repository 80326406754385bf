"""arq: a job that no worker takes, on a real server."""

from __future__ import annotations

import arq
from arq.connections import RedisSettings

from timeout_audit.proofs.recipe import HOST, Trial, recipe

NEEDS = ("redis",)


@recipe("arq.jobs.Job.{result,abort}")
def job(trial: Trial) -> None:
    """The wait for its result, or for its end."""

    async def work() -> None:
        server = await arq.create_pool(RedisSettings(host=HOST, port=trial.port("real-redis")))
        queued = await server.enqueue_job("report", _queue_name=f"queue-{id(trial)}")
        await trial.call(getattr(queued, trial.method))

    trial.run(work())
