"""httplib2 against a server that accepts and says nothing."""

from __future__ import annotations

import httplib2

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("httplib2.Http")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(httplib2.Http)
    trial.begin()
    made.request(trial.url())
