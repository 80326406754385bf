"""sqlmodel: its create_engine with a query that does not end."""

from __future__ import annotations

import sqlalchemy
import sqlmodel

from timeout_audit.proofs.recipe import Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES, address

NEEDS = ("postgres",)


@recipe("sqlmodel.create_engine")
def engine(trial: Trial) -> None:
    """An engine on psycopg2."""
    made = trial.make(sqlmodel.create_engine, address(trial, "postgres", "postgresql+psycopg2"))
    with made.connect() as connection:
        trial.call(connection.execute, sqlalchemy.text(QUERIES["postgres"]))
