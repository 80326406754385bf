"""http.client against a server that accepts and says nothing; HTTPS hangs in its handshake."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("http.client.{HTTPConnection,HTTPSConnection}")
def connection(trial: Trial) -> None:
    """One request on a connection."""
    made = trial.make(trial.function, HOST, trial.port("silent"))
    made.request("GET", "/")
    made.getresponse()
