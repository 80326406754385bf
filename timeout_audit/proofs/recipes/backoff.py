"""backoff: a function that always fails."""

from __future__ import annotations

import backoff

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("backoff.{on_exception,on_predicate}")
def retry(trial: Trial) -> None:
    """Trying it again."""

    def fail() -> None:
        if trial.method == "on_exception":
            raise RuntimeError

    arguments = (backoff.constant, RuntimeError) if trial.method == "on_exception" else (backoff.constant,)
    trial.call(trial.function, *arguments, interval=0.01)(fail)()
