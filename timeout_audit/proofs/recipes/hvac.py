"""hvac: a vault that says nothing."""

from __future__ import annotations

import hvac

from timeout_audit.proofs.recipe import Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every client."""
    return (float(replace_default(hvac.Client.__init__, "timeout", seconds)),)


@recipe("hvac.{Client,v1.Client}")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(trial.function, trial.url(path=""))
    trial.begin()
    made.sys.is_initialized()
