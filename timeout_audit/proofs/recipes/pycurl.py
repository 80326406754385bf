"""pycurl: a server that says nothing."""

from __future__ import annotations

import pycurl

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("pycurl.Curl")
def curl(trial: Trial) -> None:
    """One transfer."""
    made = trial.make(pycurl.Curl)
    made.setopt(pycurl.URL, trial.url())
    made.setopt(pycurl.LOW_SPEED_LIMIT, 1)
    made.setopt(pycurl.NOSIGNAL, 1)
    trial.begin()
    made.perform()
