"""requests-cache against a server that accepts and says nothing: nothing is kept yet, so it is asked."""

from __future__ import annotations

import requests_cache

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("requests_cache.CachedSession.*")
def request(trial: Trial) -> None:
    """One request."""
    made = trial.make(requests_cache.CachedSession, backend="memory")
    trial.call(made.request, "GET", trial.url())
