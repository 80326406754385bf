"""Flask-SQLAlchemy: its engine with a query that does not end."""

from __future__ import annotations

import flask
import sqlalchemy
from flask_sqlalchemy import SQLAlchemy

from timeout_audit.proofs.recipe import Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES, address

NEEDS = ("postgres",)


@recipe("flask_sqlalchemy.*")
def extension(trial: Trial) -> None:
    """The engine of an application."""
    app = flask.Flask("proof")
    app.config["SQLALCHEMY_DATABASE_URI"] = address(trial, "postgres", "postgresql+psycopg2")
    database = trial.make(SQLAlchemy, app)
    with app.app_context(), database.engine.connect() as connection:
        trial.call(connection.execute, sqlalchemy.text(QUERIES["postgres"]))
