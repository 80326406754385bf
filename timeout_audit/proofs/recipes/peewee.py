"""peewee: a query that does not end."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES

NEEDS = ("postgres", "mysql")
UNPROVABLE = {"max_execution_time": "MariaDB has no such variable, and there is no MySQL here"}


@recipe("peewee.*", "playhouse.pool.*")
def database(trial: Trial) -> None:
    """A query."""
    kind = "mysql" if "MySQL" in trial.name else "postgres"
    user = "root" if kind == "mysql" else "postgres"
    made = trial.make(trial.function, kind, host=HOST, port=trial.database(kind), user=user)
    made.connect()
    trial.call(made.execute_sql, QUERIES[kind])
