"""peewee: a query that does not end."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import DATABASES, LOGINS, QUERIES

NEEDS = ("postgres", "mysql")
_PATHS = {"postgres": DATABASES["postgres"], "mysql": "/mysql"}
UNPROVABLE = {"max_execution_time": "MariaDB has no such variable, and there is no MySQL here"}


@recipe("peewee.*", "playhouse.{pool,postgres_ext,psycopg3_ext,cockroachdb,mysql_ext}.*")
def database(trial: Trial) -> None:
    """A query."""
    kind = "mysql" if "MySQL" in trial.name else "postgres"
    user = "root" if kind == "mysql" else "postgres"
    made = trial.make(trial.function, kind, host=HOST, port=trial.database(kind), user=user)
    made.connect()
    trial.call(made.execute_sql, QUERIES[kind])


@recipe("playhouse.db_url.connect")
def by_address(trial: Trial) -> None:
    """A query on the database whose class the URL's scheme chooses."""
    scheme = trial.driver or "postgresql"
    kind = "mysql" if scheme.startswith("mysql") else "postgres"
    made = trial.make(trial.function, trial.address(trial.database(kind), scheme, _PATHS[kind], LOGINS[kind]))
    made.connect()
    trial.call(made.execute_sql, QUERIES[kind])
