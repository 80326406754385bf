"""atlassian-python-api: a server that says nothing."""

from __future__ import annotations

import atlassian
from atlassian.rest_client import AtlassianRestAPI

from timeout_audit.proofs.recipe import Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every client."""
    kinds = (AtlassianRestAPI, atlassian.Crowd)
    return tuple(float(replace_default(kind.__init__, "timeout", int(seconds))) for kind in kinds)


@recipe("atlassian.*")
def client(trial: Trial) -> None:
    """One request."""
    login = {"username": "nobody", "password": "none"}
    made = trial.make(trial.function, url=trial.url(path=""), **login)
    trial.begin()
    made.get("rest")
