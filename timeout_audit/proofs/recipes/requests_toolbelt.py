"""requests-toolbelt against a server that accepts and says nothing."""

from __future__ import annotations

from requests_toolbelt.sessions import BaseUrlSession

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("requests_toolbelt.sessions.BaseUrlSession.*")
def request(trial: Trial) -> None:
    """One request below the address of the session."""
    made = trial.make(BaseUrlSession, base_url=trial.url())
    trial.call(made.request, "GET", "health")
