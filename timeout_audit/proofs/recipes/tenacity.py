"""tenacity: a function that always fails."""

from __future__ import annotations

import tenacity

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("tenacity.retry")
def retry(trial: Trial) -> None:
    """Trying it again."""

    def fail() -> None:
        raise RuntimeError

    trial.call(tenacity.retry, wait=tenacity.wait_fixed(0.01))(fail)()
