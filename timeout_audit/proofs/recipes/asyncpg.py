"""asyncpg: a query that does not end, and a pool that has no connection left."""

from __future__ import annotations

import asyncpg

from timeout_audit.proofs.recipe import Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES, address, async_query

NEEDS = ("postgres",)
SAMPLES = {"server_settings": "1000"}


@recipe("asyncpg.{connect,connection.connect}")
def connect(trial: Trial) -> None:
    """A connection of its own."""

    async def work() -> None:
        connection = await trial.make(trial.function, address(trial, "postgres", "postgresql"))
        await trial.call(connection.fetch, QUERIES["postgres"])

    trial.run(work())


@recipe("asyncpg.{create_pool,pool.create_pool}", "asyncpg.Pool.acquire")
def pool(trial: Trial) -> None:
    """A query of a pooled connection, or the wait for one that never becomes free."""

    async def work() -> None:
        made = await trial.make(asyncpg.create_pool, address(trial, "postgres", "postgresql"), min_size=1, max_size=1)
        connection = await made.acquire()
        if trial.method == "acquire":
            await trial.call(made.acquire)
        await trial.call(connection.fetch, QUERIES["postgres"])

    trial.run(work())


@recipe("sqlalchemy.create_engine")
def engine(trial: Trial) -> None:
    """Behind an engine."""
    async_query(trial, "postgres", "postgresql+asyncpg")
