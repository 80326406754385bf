"""pymisp: a server that says nothing to a new client."""

from __future__ import annotations

from pymisp import PyMISP

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("pymisp.PyMISP")
def client(trial: Trial) -> None:
    """A client, which asks for the version."""
    trial.make(PyMISP, trial.url(path=""), "key")
