"""meilisearch: a server that says nothing."""

from __future__ import annotations

import meilisearch

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("meilisearch.Client")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(meilisearch.Client, trial.url(path=""))
    trial.begin()
    made.health()
