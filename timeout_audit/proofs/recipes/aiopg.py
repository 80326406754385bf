"""aiopg: a query that does not end, on a connection of its own and on one of a pool."""

from __future__ import annotations

from timeout_audit.proofs.recipe import Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES, address

NEEDS = ("postgres",)


@recipe("aiopg.{connect,connection.connect}")
def connect(trial: Trial) -> None:
    """A connection of its own."""

    async def work() -> None:
        connection = await trial.make(trial.function, address(trial, "postgres", "postgresql"))
        async with connection.cursor() as cursor:
            await trial.call(cursor.execute, QUERIES["postgres"])

    trial.run(work())


@recipe("aiopg.{create_pool,pool.create_pool}")
def pool(trial: Trial) -> None:
    """A connection of a pool."""

    async def work() -> None:
        made = await trial.make(trial.function, address(trial, "postgres", "postgresql"), minsize=1, maxsize=1)
        connection = await made.acquire()
        async with connection.cursor() as cursor:
            await trial.call(cursor.execute, QUERIES["postgres"])

    trial.run(work())
