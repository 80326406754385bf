"""rpyc: a server that says nothing."""

from __future__ import annotations

import rpyc

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("rpyc.connect")
def connection(trial: Trial) -> None:
    """One request."""
    made = trial.make(rpyc.connect, HOST, trial.port("silent"))
    trial.begin()
    made.root  # noqa: B018 - it asks the server
