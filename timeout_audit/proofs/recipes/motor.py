"""motor: a primary that falls silent after its hello."""

from __future__ import annotations

from motor.motor_asyncio import AsyncIOMotorClient

from timeout_audit.proofs.recipe import HOST, Trial, recipe

SAMPLES = {"connectTimeoutMS": 20000, "serverSelectionTimeoutMS": 1000, "waitQueueTimeoutMS": 1000}
UNPROVABLE = {r"motor\.(motor_tornado\.)?MotorClient": "the same client for Tornado's loop"}


@recipe("motor.motor_asyncio.AsyncIOMotorClient")
def client(trial: Trial) -> None:
    """One read."""

    async def work() -> None:
        query = "?" + "&".join(f"{key}={value}" for key, value in trial.query.items()) if trial.query else ""
        made = trial.make(AsyncIOMotorClient, f"mongodb://{HOST}:{trial.port('mongo')}/{query}")
        trial.begin()
        await made.database.collection.find_one()

    trial.run(work())
