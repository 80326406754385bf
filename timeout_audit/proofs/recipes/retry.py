"""retry: a function that always fails."""

from __future__ import annotations

import retry.api

from timeout_audit.proofs.recipe import Trial, recipe


def _fail() -> None:
    raise RuntimeError


@recipe("retry.{retry,api.retry}")
def decorated(trial: Trial) -> None:
    """Trying it again."""
    trial.call(retry.api.retry, delay=0.01, logger=None)(_fail)()


@recipe("retry.{retry_call,api.retry_call}")
def called(trial: Trial) -> None:
    """Trying it again, without a decorator."""
    trial.call(retry.api.retry_call, _fail, delay=0.01, logger=None)
