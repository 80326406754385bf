"""valkey: a server that greets and then says nothing, without the client's own retries."""

from __future__ import annotations

import valkey
import valkey.asyncio
import valkey.asyncio.cluster
import valkey.cluster

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("valkey.Valkey")
def client(trial: Trial) -> None:
    """A client."""
    made = trial.make(valkey.Valkey, HOST, trial.port("redis"))
    trial.begin()
    made.get("key")


@recipe("valkey.asyncio.Valkey")
def async_client(trial: Trial) -> None:
    """An asynchronous client."""

    async def work() -> None:
        made = trial.make(valkey.asyncio.Valkey, host=HOST, port=trial.port("redis"))
        trial.begin()
        await made.get("key")

    trial.run(work())


@recipe("valkey.{from_url,Valkey.from_url}")
def from_url(trial: Trial) -> None:
    """A client from a URL."""
    made = trial.make(trial.function, trial.url("redis", "valkey", "/0"))
    trial.begin()
    made.get("key")


@recipe("valkey.asyncio.{from_url,Valkey.from_url}")
def async_from_url(trial: Trial) -> None:
    """An asynchronous client from a URL."""

    async def work() -> None:
        made = trial.make(trial.function, trial.url("redis", "valkey", "/0"))
        trial.begin()
        await made.get("key")

    trial.run(work())


@recipe("valkey.cluster.ValkeyCluster")
def cluster(trial: Trial) -> None:
    """A cluster whose first node says nothing."""
    trial.make(valkey.cluster.ValkeyCluster, HOST, trial.port("redis"))


@recipe("valkey.asyncio.cluster.ValkeyCluster")
def async_cluster(trial: Trial) -> None:
    """The same, asynchronously."""

    async def work() -> None:
        made = trial.make(valkey.asyncio.cluster.ValkeyCluster, HOST, trial.port("redis"))
        trial.begin()
        await made.get("key")

    trial.run(work())


@recipe("valkey.{ConnectionPool,BlockingConnectionPool}")
def pool(trial: Trial) -> None:
    """A client of a pool."""
    made = trial.make(trial.function, host=HOST, port=trial.port("redis"))
    trial.begin()
    valkey.Valkey(connection_pool=made).get("key")


@recipe("valkey.asyncio.{ConnectionPool,BlockingConnectionPool}")
def async_pool(trial: Trial) -> None:
    """The same, asynchronously."""

    async def work() -> None:
        made = trial.make(trial.function, host=HOST, port=trial.port("redis"))
        trial.begin()
        await valkey.asyncio.Valkey(connection_pool=made).get("key")

    trial.run(work())
