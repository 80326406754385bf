"""redshift-connector: a query that does not end, on a server that stalls: none but Amazon's own is one of Redshift."""

from __future__ import annotations

import redshift_connector

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES

NEEDS = ("postgres",)


@recipe("redshift_connector.connect")
def connect(trial: Trial) -> None:
    """A connection of its own."""
    port = trial.port("postgres")
    made = trial.make(
        redshift_connector.connect, user="orders", password="", host=HOST, port=port, database="orders", ssl=False
    )
    trial.call(made.cursor().execute, QUERIES["postgres"])
