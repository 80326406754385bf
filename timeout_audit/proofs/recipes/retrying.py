"""retrying: a function that always fails."""

from __future__ import annotations

import retrying

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("retrying.retry")
def retry(trial: Trial) -> None:
    """Trying it again."""

    def fail() -> None:
        raise RuntimeError

    trial.call(retrying.retry, wait_fixed=10)(fail)()
