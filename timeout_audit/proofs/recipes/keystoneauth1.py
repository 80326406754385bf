"""keystoneauth1: a service of OpenStack that says nothing."""

from __future__ import annotations

from keystoneauth1.session import Session

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("keystoneauth1.session.Session")
def session(trial: Trial) -> None:
    """One request."""
    made = trial.make(Session)
    trial.begin()
    made.get(trial.url())
