"""asyncmy: a query that does not end, and a pool that has no connection left."""

from __future__ import annotations

import asyncmy

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES, async_query

NEEDS = ("mysql",)
UNPROVABLE = {"max_execution_time": "MariaDB has no such variable, and there is no MySQL here"}


@recipe("asyncmy.connect")
def connect(trial: Trial) -> None:
    """A connection of its own."""

    async def work() -> None:
        connection = await trial.make(asyncmy.connect, host=HOST, port=trial.database("mysql"), user="root")
        async with connection.cursor() as cursor:
            await trial.call(cursor.execute, QUERIES["mysql"])

    trial.run(work())


@recipe("asyncmy.create_pool", "asyncmy.Pool.acquire")
def pool(trial: Trial) -> None:
    """A query of a pooled connection, or the wait for one that never becomes free."""

    async def work() -> None:
        port = trial.database("mysql")
        made = await trial.make(asyncmy.create_pool, 1, 1, host=HOST, port=port, user="root")
        connection = await made.acquire()
        if trial.method == "acquire":
            await trial.call(made.acquire)
        async with connection.cursor() as cursor:
            await trial.call(cursor.execute, QUERIES["mysql"])

    trial.run(work())


@recipe("sqlalchemy.create_engine")
def engine(trial: Trial) -> None:
    """Behind an engine."""
    async_query(trial, "mysql", "mysql+asyncmy")
