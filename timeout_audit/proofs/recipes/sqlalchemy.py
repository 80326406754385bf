"""SQLAlchemy: what its own arguments do to a query that does not end, and to a pool that has no connection left.

Each driver proves its own arguments.
"""

from __future__ import annotations

import sqlalchemy

from timeout_audit.proofs.recipe import Trial, recipe, replace_default
from timeout_audit.proofs.recipes.helpers.engine import DATABASES, LOGINS, QUERIES

NEEDS = ("postgres",)
UNPROVABLE = {r"\(strategy='mock'\)": "SQLAlchemy 1.4 is the last that takes a strategy, and warns of it"}


def _url(trial: Trial, scheme: str) -> str:
    return trial.address(trial.database("postgres"), scheme, DATABASES["postgres"], LOGINS["postgres"])


@recipe("sqlalchemy.{create_engine,engine.create_engine,engine.create.create_engine,future.create_engine}")
def engine(trial: Trial) -> None:
    """An engine on psycopg2, whose pool holds one connection, unless the pool itself is on trial."""
    size = {} if "poolclass" in trial.arguments else {"pool_size": 1, "max_overflow": 0}
    made = trial.make(trial.function, _url(trial, "postgresql+psycopg2"), **size)
    with made.connect() as connection:
        if trial.parameter == "pool_timeout":
            trial.call(made.connect)
            return
        trial.call(connection.execute, sqlalchemy.text(QUERIES["postgres"]))


@recipe("sqlalchemy.{engine_from_config,engine.engine_from_config}")
def from_config(trial: Trial) -> None:
    """An engine from a configuration."""
    made = trial.make(trial.function, {"sqlalchemy.url": _url(trial, "postgresql+psycopg2")})
    with made.connect() as connection:
        trial.call(connection.execute, sqlalchemy.text(QUERIES["postgres"]))


@recipe("sqlalchemy.create_pool_from_url")
def pool(trial: Trial) -> None:
    """A pool without an engine."""
    connection = trial.make(sqlalchemy.create_pool_from_url, _url(trial, "postgresql+psycopg2")).connect()
    trial.call(connection.cursor().execute, QUERIES["postgres"])


@recipe("sqlalchemy.ext.asyncio.*")
def async_engine(trial: Trial) -> None:
    """An asynchronous engine on asyncpg."""

    async def work() -> None:
        url = _url(trial, "postgresql+asyncpg")
        if "config" in trial.name:
            made = trial.make(trial.function, {"sqlalchemy.url": url})
        else:
            made = trial.make(trial.function, url, pool_size=1, max_overflow=0)
        async with made.connect() as connection:
            if trial.parameter == "pool_timeout":
                await trial.call(made.connect)
            await trial.call(connection.execute, sqlalchemy.text(QUERIES["postgres"]))

    trial.run(work())


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for a free connection."""
    return (replace_default(sqlalchemy.pool.QueuePool.__init__, "timeout", seconds),)
