"""pymongo: a primary that falls silent after its hello, and one that cannot be found."""

from __future__ import annotations

import pymongo

from timeout_audit.proofs.recipe import HOST, Trial, recipe

SAMPLES = {"connectTimeoutMS": 20000, "serverSelectionTimeoutMS": 1000, "waitQueueTimeoutMS": 1000}
UNPROVABLE = {
    r"MongoClient\(serverSelectionTimeoutMS=(0|-1)\)": "the driver looks once, for as long as connecting takes"
}


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the search for a server."""
    found = pymongo.common.SERVER_SELECTION_TIMEOUT
    pymongo.common.SERVER_SELECTION_TIMEOUT = seconds
    return (float(found),)


def _arguments(trial: Trial) -> tuple[str, ...]:
    kind = "silent" if trial.parameter == "serverSelectionTimeoutMS" else "mongo"
    query = "?" + "&".join(f"{key}={value}" for key, value in trial.query.items()) if trial.query else ""
    return (f"mongodb://{HOST}:{trial.port(kind)}/{query}",)


@recipe("pymongo.MongoClient")
def client(trial: Trial) -> None:
    """One read."""
    made = trial.make(pymongo.MongoClient, *_arguments(trial))
    trial.begin()
    made.database.collection.find_one()


@recipe("pymongo.AsyncMongoClient")
def async_client(trial: Trial) -> None:
    """One read, asynchronously."""

    async def work() -> None:
        made = trial.make(pymongo.AsyncMongoClient, *_arguments(trial))
        trial.begin()
        await made.database.collection.find_one()

    trial.run(work())
