"""pymysql: a query that does not end, on a real MariaDB where there is one, else on a server that stalls."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES, query

NEEDS = ("mysql",)
UNPROVABLE = {"max_execution_time": "MariaDB has no such variable, and there is no MySQL here"}


@recipe("pymysql.*")
def connect(trial: Trial) -> None:
    """A connection of its own."""
    connection = trial.make(trial.function, host=HOST, port=trial.database("mysql"), user="root")
    trial.call(connection.cursor().execute, QUERIES["mysql"])


@recipe("sqlalchemy.create_engine")
def engine(trial: Trial) -> None:
    """Behind an engine."""
    query(trial, "mysql", "mysql+pymysql")
