"""azure: an operation that does not finish, and an endpoint that says nothing, tried once."""

from __future__ import annotations

import time
from typing import Any

from azure.core.polling import LROPoller, PollingMethod
from azure.storage.blob import BlobClient, BlobServiceClient, ContainerClient

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


@recipe("azure.storage.blob.*")
def blob(trial: Trial) -> None:
    """One request."""
    url = trial.url(path="/account")
    if trial.method == "BlobServiceClient":
        made: Any = trial.make(BlobServiceClient, url, retry_total=0)
        trial.begin()
        made.get_service_properties()
    elif trial.method == "ContainerClient":
        made = trial.make(ContainerClient, url, "container", retry_total=0)
        trial.begin()
        made.get_container_properties()
    made = trial.make(BlobClient, url, "container", "blob", retry_total=0)
    trial.begin()
    made.get_blob_properties()
