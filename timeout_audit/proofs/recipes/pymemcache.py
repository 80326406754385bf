"""pymemcache: a server that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("pymemcache.*")
def client(trial: Trial) -> None:
    """One read."""
    address = (HOST, trial.port("silent"))
    made = trial.make(trial.function, [address] if "Hash" in trial.name else address)
    trial.begin()
    made.get("key")
