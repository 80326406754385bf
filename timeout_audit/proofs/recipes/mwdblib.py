"""mwdblib: a server that says nothing."""

from __future__ import annotations

from mwdblib import MWDB

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("mwdblib.MWDB")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(MWDB, api_url=trial.url(path="/api/"), autologin=False)
    trial.begin()
    made.api.get("ping", noauth=True)
