"""python-swiftclient: a store that says nothing, tried once."""

from __future__ import annotations

import swiftclient

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("swiftclient.Connection")
def connection(trial: Trial) -> None:
    """One request."""
    made = trial.make(swiftclient.Connection, preauthurl=trial.url(path="/v1"), preauthtoken="token", retries=0)
    trial.begin()
    made.head_account()
