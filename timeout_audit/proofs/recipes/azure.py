"""azure: an operation that does not finish."""

from __future__ import annotations

import time
from typing import Any

from azure.core.polling import LROPoller, PollingMethod

from timeout_audit.proofs.recipe import LONG, Trial, recipe


class _Endless(PollingMethod[Any]):
    """A long-running operation without an end."""

    def initialize(self, *_: Any) -> None:
        """Nothing to prepare."""

    def run(self) -> None:
        """Run on."""
        time.sleep(LONG)

    def status(self) -> str:
        """Still running."""
        return "InProgress"

    def finished(self) -> bool:
        """Never."""
        return False

    def resource(self) -> None:
        """What there is."""


@recipe("azure.core.polling.LROPoller.{result,wait}")
def poller(trial: Trial) -> None:
    """An operation."""
    trial.call(getattr(LROPoller(None, None, lambda _: None, _Endless()), trial.method))
