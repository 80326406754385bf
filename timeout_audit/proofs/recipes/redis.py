"""redis: a server that greets and then says nothing, without the client's own retries, which multiply the timeout."""

from __future__ import annotations

import asyncio

import redis
import redis.asyncio
import redis.asyncio.lock
import redis.asyncio.sentinel
import redis.lock
import redis.sentinel
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from timeout_audit.proofs.recipe import HOST, Trial, recipe, replace_default

NEEDS = ("redis",)
ONCE = {"retry": Retry(NoBackoff(), 0)}
ASYNC_ONCE = {"retry": AsyncRetry(NoBackoff(), 0)}


@recipe("redis.Redis")
def client(trial: Trial) -> None:
    """A client."""
    made = trial.make(redis.Redis, HOST, trial.port("redis"), **ONCE)
    trial.begin()
    made.get("key")


@recipe("redis.asyncio.Redis")
def async_client(trial: Trial) -> None:
    """An asynchronous client."""

    async def work() -> None:
        made = trial.make(redis.asyncio.Redis, host=HOST, port=trial.port("redis"), **ASYNC_ONCE)
        trial.begin()
        await made.get("key")

    trial.run(work())


@recipe("redis.{from_url,utils.from_url,Redis.from_url}")
def from_url(trial: Trial) -> None:
    """A client from a URL."""
    made = trial.make(trial.function, trial.url("redis", "redis", "/0"), **ONCE)
    trial.begin()
    made.get("key")


@recipe("redis.asyncio.{from_url,utils.from_url,Redis.from_url}")
def async_from_url(trial: Trial) -> None:
    """An asynchronous client from a URL."""

    async def work() -> None:
        made = trial.make(trial.function, trial.url("redis", "redis", "/0"), **ASYNC_ONCE)
        trial.begin()
        await made.get("key")

    trial.run(work())


@recipe("redis.cluster.RedisCluster*")
def cluster(trial: Trial) -> None:
    """A cluster whose first node says nothing."""
    if trial.method == "from_url":
        made = trial.make(trial.function, trial.url("redis", "redis", "/0"), **ONCE)
    else:
        made = trial.make(redis.cluster.RedisCluster, HOST, trial.port("redis"), **ONCE)
    made.get("key")


@recipe("redis.asyncio.cluster.RedisCluster*")
def async_cluster(trial: Trial) -> None:
    """The same, asynchronously."""

    async def work() -> None:
        if trial.method == "from_url":
            made = trial.make(trial.function, trial.url("redis", "redis", "/0"), **ASYNC_ONCE)
        else:
            made = trial.make(redis.asyncio.cluster.RedisCluster, HOST, trial.port("redis"), **ASYNC_ONCE)
        trial.begin()
        await made.get("key")

    trial.run(work())


@recipe("redis.{ConnectionPool,BlockingConnectionPool}*")
def pool(trial: Trial) -> None:
    """A client of a pool, or the wait for a connection of one that has none left."""
    if trial.method == "from_url":
        made = trial.make(trial.function, trial.url("redis", "redis", "/0"), **ONCE)
    else:
        made = trial.make(trial.function, host=HOST, port=trial.port("redis"), max_connections=1, **ONCE)
    if trial.parameter == "timeout":
        made.get_connection()
        trial.begin()
        made.get_connection()
    trial.begin()
    redis.Redis(connection_pool=made).get("key")


@recipe("redis.asyncio.{ConnectionPool,BlockingConnectionPool}*")
def async_pool(trial: Trial) -> None:
    """The same, asynchronously."""

    async def work() -> None:
        if trial.method == "from_url":
            made = trial.make(trial.function, trial.url("redis", "redis", "/0"), **ASYNC_ONCE)
        else:
            made = trial.make(trial.function, host=HOST, port=trial.port("redis"), max_connections=1, **ASYNC_ONCE)
        if trial.parameter == "timeout":
            await made.get_connection()
            trial.begin()
            await made.get_connection()
        trial.begin()
        await redis.asyncio.Redis(connection_pool=made).get("key")

    trial.run(work())


@recipe("redis.sentinel.Sentinel")
def sentinel(trial: Trial) -> None:
    """A sentinel that says nothing."""
    made = trial.make(redis.sentinel.Sentinel, [(HOST, trial.port("redis"))])
    made.sentinels[0].connection_pool.connection_kwargs.update(ONCE)
    trial.begin()
    made.sentinels[0].execute_command("SENTINEL MASTERS")


@recipe("redis.asyncio.sentinel.Sentinel")
def async_sentinel(trial: Trial) -> None:
    """The same, asynchronously."""

    async def work() -> None:
        made = trial.make(redis.asyncio.sentinel.Sentinel, [(HOST, trial.port("redis"))])
        made.sentinels[0].connection_pool.connection_kwargs.update(ASYNC_ONCE)
        trial.begin()
        await made.sentinels[0].execute_command("SENTINEL MASTERS")

    trial.run(work())


@recipe("redis.{Redis.lock,lock.Lock,lock.Lock.acquire}")
def lock(trial: Trial) -> None:
    """A lock that somebody else holds, on a real server."""
    name = f"lock-{id(trial)}"
    made = redis.Redis(HOST, trial.port("real-redis"))
    made.lock(name).acquire()
    if trial.method in ("lock", "Lock"):
        with trial.call(made.lock, name) if trial.method == "lock" else trial.call(redis.lock.Lock, made, name):
            pass
    second = trial.make(made.lock, name)
    trial.call(second.acquire)


@recipe("redis.asyncio.{Redis.lock,lock.Lock,lock.Lock.acquire}")
def async_lock(trial: Trial) -> None:
    """The same, asynchronously."""

    async def work() -> None:
        name = f"lock-{id(trial)}"
        made = redis.asyncio.Redis(host=HOST, port=trial.port("real-redis"))
        await made.lock(name).acquire()
        if trial.method in ("lock", "Lock"):
            lock = (
                trial.call(made.lock, name)
                if trial.method == "lock"
                else trial.call(redis.asyncio.lock.Lock, made, name)
            )
            async with lock:
                pass
        second = trial.make(made.lock, name)
        await trial.call(second.acquire)
        await asyncio.sleep(0)

    trial.run(work())


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for a free connection of a pool."""
    kinds = (redis.BlockingConnectionPool, redis.asyncio.BlockingConnectionPool)
    return tuple(float(replace_default(kind.__init__, "timeout", seconds)) for kind in kinds)
