"""psycopg2: a query that does not end, on a real PostgreSQL where there is one, else on a server that stalls."""

from __future__ import annotations

import psycopg2
import psycopg2.pool

from timeout_audit.proofs.recipe import Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES, address, query

NEEDS = ("postgres",)


@recipe("psycopg2.connect")
def connect(trial: Trial) -> None:
    """A connection of its own."""
    connection = trial.make(psycopg2.connect, address(trial, "postgres", "postgresql"))
    trial.call(connection.cursor().execute, QUERIES["postgres"])


@recipe("psycopg2.pool.*")
def pool(trial: Trial) -> None:
    """A connection of a pool."""
    made = trial.make(trial.function, 1, 1, address(trial, "postgres", "postgresql"))
    trial.call(made.getconn().cursor().execute, QUERIES["postgres"])


@recipe("sqlalchemy.create_engine")
def engine(trial: Trial) -> None:
    """Behind an engine."""
    query(trial, "postgres", "postgresql+psycopg2")
