"""xmlrpc.client: a server that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("xmlrpc.client.{ServerProxy,Server}")
def proxy(trial: Trial) -> None:
    """One call."""
    trial.make(trial.function, trial.url()).ping()
