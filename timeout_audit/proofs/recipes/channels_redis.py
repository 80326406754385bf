"""Channel layers in Redis: a server that greets and then says nothing, without the client's own retries."""

from __future__ import annotations

from importlib import import_module

import redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from timeout_audit.proofs.recipe import Trial, recipe

NEEDS = ("redis",)
_LIBRARIES = (redis,)


@recipe("CHANNEL_LAYERS.*")
def send(trial: Trial) -> None:
    """One message to a group."""
    module, _, name = trial.name.removeprefix("CHANNEL_LAYERS.").rpartition(".")
    options = trial.arguments.get("CONFIG", {}).get("hosts", {}).get("*", {})
    address = trial.address(trial.port("redis"), "redis", "/0")
    host = {"address": address, "retry": Retry(NoBackoff(), 0), **options}

    async def work() -> None:
        layer = getattr(import_module(module), name)(hosts=[host])
        trial.begin()
        await layer.group_send("group", {"type": "greeting"})

    trial.run(work())
