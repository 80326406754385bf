"""pg8000: a query that does not end, on a real PostgreSQL where there is one, else on a server that stalls."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES, query

NEEDS = ("postgres",)


@recipe("pg8000.{connect,dbapi.connect,dbapi.Connection,native.Connection}")
def connect(trial: Trial) -> None:
    """A connection of its own."""
    connection = trial.make(trial.function, "postgres", host=HOST, port=trial.database("postgres"), database="postgres")
    run = connection.run if "native" in trial.name else connection.cursor().execute
    trial.call(run, QUERIES["postgres"])


@recipe("sqlalchemy.create_engine")
def engine(trial: Trial) -> None:
    """Behind an engine."""
    query(trial, "postgres", "postgresql+pg8000")
