"""poplib: a server that does not even greet."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("poplib.{POP3,POP3_SSL}")
def client(trial: Trial) -> None:
    """A connection made by the constructor."""
    trial.make(trial.function, HOST, trial.port("silent"))
