"""python-redis-lock: a lock that somebody else holds, on a real server."""

from __future__ import annotations

import redis_lock
from redis import StrictRedis

from timeout_audit.proofs.recipe import HOST, Trial, recipe

NEEDS = ("redis",)


@recipe("redis_lock.{Lock,Lock.acquire}")
def lock(trial: Trial) -> None:
    """A lock by itself, or in a block."""
    server, name = StrictRedis(HOST, trial.port("real-redis")), f"lock-{id(trial)}"
    redis_lock.Lock(server, name).acquire()
    if trial.method == "Lock":
        with trial.call(redis_lock.Lock, server, name):
            pass
    trial.call(redis_lock.Lock(server, name).acquire)
