"""python-memcached: a server that says nothing."""

from __future__ import annotations

import memcache

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("memcache.Client")
def client(trial: Trial) -> None:
    """One read."""
    made = trial.make(memcache.Client, [f"{HOST}:{trial.port('silent')}"])
    trial.begin()
    made.get("key")
