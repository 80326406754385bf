"""azure: an operation that does not finish, and an endpoint that says nothing, tried once."""

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


_REQUESTS = {
    "BlobServiceClient": "get_service_properties",
    "ContainerClient": "get_container_properties",
    "BlobClient": "get_blob_properties",
}
_NAMES = {"BlobServiceClient": (), "ContainerClient": ("container",), "BlobClient": ("container", "blob")}


@recipe("azure.storage.blob.*")
def blob(trial: Trial) -> None:
    """One request."""
    url, parts = trial.url(path="/account"), trial.name.split(".")
    kind = next(part for part in parts if part in _NAMES)
    names = _NAMES[kind]
    if trial.method == "from_connection_string":
        account = f"DefaultEndpointsProtocol=http;AccountName=account;AccountKey=bm9uZQ==;BlobEndpoint={url}"
        made = trial.make(trial.function, account, *names, retry_total=0)
    elif trial.method.startswith("from_"):
        made = trial.make(trial.function, "/".join((url, *names)), retry_total=0)
    else:
        made = trial.make(trial.function, url, *names, retry_total=0)
    trial.begin()
    getattr(made, _REQUESTS[kind])()
