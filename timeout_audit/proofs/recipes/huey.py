"""huey: a Redis that greets and then says nothing, without the client's own retries."""

from __future__ import annotations

from redis.backoff import NoBackoff
from redis.retry import Retry

from timeout_audit.proofs.recipe import HOST, Trial, recipe

NEEDS = ("redis",)


@recipe("huey.*")
def queue(trial: Trial) -> None:
    """How many tasks are in a queue."""
    port = trial.port("redis")
    where = {"url": trial.address(port, "redis", "/0")} if trial.query else {"host": HOST, "port": port}
    made = trial.make(trial.function, **where)
    made.storage.pool.connection_kwargs["retry"] = Retry(NoBackoff(), 0)
    trial.begin()
    made.pending_count()
