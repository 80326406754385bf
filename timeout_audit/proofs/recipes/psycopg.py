"""psycopg: a query that does not end, on a real PostgreSQL where there is one, else on a server that stalls."""

from __future__ import annotations

import psycopg

from timeout_audit.proofs.recipe import Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES, address, query

NEEDS = ("postgres",)


@recipe("psycopg.{connect,Connection.connect}")
def connect(trial: Trial) -> None:
    """A connection of its own."""
    connection = trial.make(trial.function, address(trial, "postgres", "postgresql"))
    trial.call(connection.execute, QUERIES["postgres"])


@recipe("psycopg.AsyncConnection.connect")
def async_connect(trial: Trial) -> None:
    """An asynchronous connection."""

    async def work() -> None:
        connection = await trial.make(psycopg.AsyncConnection.connect, address(trial, "postgres", "postgresql"))
        await trial.call(connection.execute, QUERIES["postgres"])

    trial.run(work())


@recipe("sqlalchemy.create_engine")
def engine(trial: Trial) -> None:
    """Behind an engine."""
    query(trial, "postgres", "postgresql+psycopg")
