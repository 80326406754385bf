"""pyairtable: an API that says nothing."""

from __future__ import annotations

import pyairtable

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("pyairtable.Api")
def client(trial: Trial) -> None:
    """One table, asked for once."""
    made = trial.make(pyairtable.Api, "key", endpoint_url=trial.url(path=""), retry_strategy=None)
    trial.begin()
    made.table("base", "table").all()
