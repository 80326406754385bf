"""pyairtable: an endpoint that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("pyairtable.Api", "pyairtable.api.Api", "pyairtable.api.api.Api")
def ask(trial: Trial) -> None:
    """The records of one table."""
    made = trial.make(trial.function, "nobody's", endpoint_url=trial.url(path=""), retry_strategy=None)
    trial.begin()
    made.table("base", "table").first()
