"""posthog: an endpoint that says nothing, tried once."""

from __future__ import annotations

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("posthog.*")
def client(trial: Trial) -> None:
    """One event that is sent at once."""
    made = trial.make(trial.function, "nobody's", host=trial.url(path=""), sync_mode=True, max_retries=0, debug=True)
    trial.begin()
    made.capture("event", distinct_id="nobody")
