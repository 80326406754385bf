"""psycopg_pool: a query that does not end, and a pool that has no connection left."""

from __future__ import annotations

import psycopg_pool

from timeout_audit.proofs.recipe import Trial, recipe, replace_default
from timeout_audit.proofs.recipes.helpers.engine import QUERIES, address

NEEDS = ("postgres",)
UNPROVABLE = {"statement_timeout.: ...": "the pool refuses it in the background, while its user waits for a connection"}


@recipe("psycopg_pool.{ConnectionPool,NullConnectionPool}")
def pool(trial: Trial) -> None:
    """A query of a pooled connection, or the wait for one that never becomes free."""
    size = {"min_size": 0 if "Null" in trial.name else 1, "max_size": 1}
    made = trial.make(trial.function, address(trial, "postgres", "postgresql"), **size, open=True)
    connection = made.getconn(timeout=30)
    if trial.parameter == "timeout":
        trial.call(made.getconn)
    trial.call(connection.execute, QUERIES["postgres"])


@recipe("psycopg_pool.Async*")
def async_pool(trial: Trial) -> None:
    """The same, asynchronously."""

    async def work() -> None:
        size = {"min_size": 0 if "Null" in trial.name else 1, "max_size": 1}
        made = trial.make(trial.function, address(trial, "postgres", "postgresql"), **size, open=False)
        await made.open()
        connection = await made.getconn(timeout=30)
        if trial.parameter == "timeout":
            await trial.call(made.getconn)
        await trial.call(connection.execute, QUERIES["postgres"])

    trial.run(work())


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for a free connection."""
    kinds = ("ConnectionPool", "NullConnectionPool", "AsyncConnectionPool", "AsyncNullConnectionPool")
    return tuple(replace_default(getattr(psycopg_pool, kind).__init__, "timeout", seconds) for kind in kinds)
