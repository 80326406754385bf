"""mongoengine: a primary that falls silent after its hello."""

from __future__ import annotations

from itertools import count

import mongoengine

from timeout_audit.proofs.recipe import HOST, Trial, recipe

SAMPLES = {"connectTimeoutMS": 20000, "serverSelectionTimeoutMS": 1000, "waitQueueTimeoutMS": 1000}
_ALIASES = map("database-{}".format, count())  # a name stays with the connection that it was given to


def _address(trial: Trial) -> str:
    query = "?" + "&".join(f"{key}={value}" for key, value in trial.query.items()) if trial.query else ""
    return f"mongodb://{HOST}:{trial.port('mongo')}/{query}"


@recipe("mongoengine.{connect,connection.connect}")
def connect(trial: Trial) -> None:
    """One read."""
    made = trial.make(trial.function, "database", next(_ALIASES), host=_address(trial))
    trial.begin()
    made.database.collection.find_one()


@recipe("mongoengine.{register_connection,connection.register_connection}")
def register(trial: Trial) -> None:
    """One read through a connection that is made when it is asked for."""
    alias = next(_ALIASES)
    trial.make(trial.function, alias, "database", host=_address(trial))
    trial.begin()
    mongoengine.get_connection(alias).database.collection.find_one()
