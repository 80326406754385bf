"""shodan: a service that says nothing."""

from __future__ import annotations

import shodan

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("shodan.Shodan")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(shodan.Shodan, "key")
    made.base_url = trial.url(path="")
    trial.begin()
    made.info()
