"""urllib.request against a server that accepts and says nothing."""

from __future__ import annotations

import urllib.request

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("urllib.request.{urlopen,urlretrieve}")
def function(trial: Trial) -> None:
    """The functions of the module."""
    trial.call(trial.function, trial.url())


@recipe("urllib.request.OpenerDirector.open")
def opener(trial: Trial) -> None:
    """An opener's open()."""
    trial.call(urllib.request.build_opener().open, trial.url())
