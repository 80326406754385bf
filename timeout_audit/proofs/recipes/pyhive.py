"""PyHive: a server that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("pyhive.hive.{connect,Connection}")
def connection(trial: Trial) -> None:
    """A connection, whose first answer is waited for as that to a query is."""
    trial.make(trial.function, HOST, trial.port("silent"), auth="NOSASL")
