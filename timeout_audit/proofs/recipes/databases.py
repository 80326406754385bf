"""databases: a query that does not end."""

from __future__ import annotations

from timeout_audit.proofs.recipe import Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import DATABASES, LOGINS, QUERIES

NEEDS = ("postgres", "mysql")


@recipe("databases.{Database,core.Database}")
def database(trial: Trial) -> None:
    """A query through the driver that the URL's scheme chooses."""

    async def work() -> None:
        scheme = trial.driver or "postgresql"
        kind = "mysql" if scheme.startswith("mysql") else "postgres"
        url = trial.address(trial.database(kind), scheme, DATABASES[kind], LOGINS[kind])
        made = trial.make(trial.function, url)
        await made.connect()
        await trial.call(made.fetch_all, QUERIES[kind])

    trial.run(work())
