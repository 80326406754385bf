"""Tortoise ORM: a query that does not end."""

from __future__ import annotations

from typing import Any

from tortoise import Tortoise, connections

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import DATABASES, LOGINS, QUERIES

NEEDS = ("postgres",)
UNPROVABLE = {"fastapi": "it hands its arguments on to Tortoise.init"}


def _config(trial: Trial) -> dict[str, Any]:
    """A configuration with the credentials under trial."""
    config = trial.arguments.pop("config", {"connections": {"*": {"credentials": {}}}})
    extra = config["connections"]["*"]["credentials"]
    port = trial.database("postgres")
    credentials = {"host": HOST, "port": port, "user": "postgres", "password": "", "database": "postgres", **extra}
    connection = {"engine": "tortoise.backends.asyncpg", "credentials": credentials}
    return {"connections": {"default": connection}, "apps": {"proof": {"models": [__name__]}}}


@recipe("tortoise.Tortoise.init")
def init(trial: Trial) -> None:
    """A query of a connection that is described by a dict, or by a URL."""

    async def work() -> None:
        if trial.query:
            url = trial.address(trial.database("postgres"), "asyncpg", DATABASES["postgres"], LOGINS["postgres"])
            await Tortoise.init(db_url=url, modules={"proof": [__name__]})
        else:
            await Tortoise.init(config=_config(trial))
        await trial.call(connections.get("default").execute_query, QUERIES["postgres"])

    trial.run(work())
