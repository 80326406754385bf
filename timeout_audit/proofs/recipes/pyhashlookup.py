"""pyhashlookup: a service that says nothing."""

from __future__ import annotations

from pyhashlookup import Hashlookup

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("pyhashlookup.Hashlookup")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(Hashlookup, trial.url(path=""))
    trial.begin()
    made.info()
