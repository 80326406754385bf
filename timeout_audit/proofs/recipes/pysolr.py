"""pysolr: a server that says nothing."""

from __future__ import annotations

import pysolr

from timeout_audit.proofs.recipe import Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    return (replace_default(pysolr.Solr.__init__, "timeout", seconds),)


@recipe("pysolr.Solr")
def client(trial: Trial) -> None:
    """One search."""
    made = trial.make(pysolr.Solr, trial.url(path="/solr/orders"))
    trial.begin()
    made.search("id:1")
