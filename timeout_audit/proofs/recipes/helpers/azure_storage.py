"""The clients of Azure's storage, which are made alike: endpoints that say nothing, tried once."""

from __future__ import annotations

from typing import Any

from timeout_audit.proofs.recipe import Trial

_REQUESTS = {
    "BlobServiceClient": "get_service_properties",
    "ContainerClient": "get_container_properties",
    "BlobClient": "get_blob_properties",
    "DataLakeServiceClient": "get_service_properties",
    "FileSystemClient": "get_file_system_properties",
    "DataLakeDirectoryClient": "get_directory_properties",
    "DataLakeFileClient": "get_file_properties",
    "QueueServiceClient": "get_service_properties",
    "QueueClient": "get_queue_properties",
    "ShareServiceClient": "get_service_properties",
    "ShareClient": "get_share_properties",
    "ShareDirectoryClient": "get_directory_properties",
    "ShareFileClient": "get_file_properties",
}
_NAMES = {
    "ContainerClient": ("container",),
    "BlobClient": ("container", "blob"),
    "FileSystemClient": ("system",),
    "DataLakeDirectoryClient": ("system", "directory"),
    "DataLakeFileClient": ("system", "file"),
    "QueueClient": ("queue",),
    "ShareClient": ("share",),
    "ShareDirectoryClient": ("share", "directory"),
    "ShareFileClient": ("share", "file"),
}
_ENDPOINTS = {"blob": "Blob", "filedatalake": "Blob", "queue": "Queue", "fileshare": "File"}
_KEY = "bm9uZQ=="


def _client(trial: Trial) -> Any:
    """The client, from a URL or a connection string."""
    url, parts = trial.url(path="/account"), trial.name.split(".")
    names = _NAMES.get(_kind(trial), ())
    options = {"retry_total": 0}
    if trial.method == "from_connection_string":
        endpoint = f"{_ENDPOINTS[parts[2]]}Endpoint={url}"
        account = f"DefaultEndpointsProtocol=http;AccountName=account;AccountKey={_KEY};{endpoint}"
        return trial.make(trial.function, account, *names, **options)
    login = {"credential": {"account_name": "account", "account_key": _KEY}}
    if trial.method.startswith("from_"):
        return trial.make(trial.function, "/".join((url, *names)), **login, **options)
    return trial.make(trial.function, url, *names, **login, **options)


def _kind(trial: Trial) -> str:
    """The class of the client."""
    return next(part for part in trial.name.split(".") if part in _REQUESTS)


def async_request(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        async with _client(trial) as client:
            trial.begin()
            await getattr(client, _REQUESTS[_kind(trial)])()

    trial.run(work())


def request(trial: Trial) -> None:
    """One request."""
    client = _client(trial)
    trial.begin()
    getattr(client, _REQUESTS[_kind(trial)])()
