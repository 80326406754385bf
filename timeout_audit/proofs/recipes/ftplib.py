"""ftplib: a server that does not even greet."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("ftplib.{FTP,FTP_TLS}")
def client(trial: Trial) -> None:
    """A connection."""
    trial.make(trial.function).connect(HOST, trial.port("silent"))
