"""google-cloud-storage: an endpoint that says nothing, without the client's own retries."""

from __future__ import annotations

from pathlib import Path

from google.auth.credentials import AnonymousCredentials
from google.cloud import storage

from timeout_audit.proofs.recipe import Trial, recipe, replace_default

_METHODS = {
    storage.Client: ("get_bucket", "lookup_bucket", "create_bucket", "list_blobs", "list_buckets"),
    storage.Blob: (
        "download_as_bytes", "download_as_text", "download_to_filename", "exists", "delete", "reload",
        "upload_from_string", "upload_from_filename", "upload_from_file",
    ),
}  # fmt: skip


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every method."""
    pairs = [(kind, name) for kind, names in _METHODS.items() for name in names]
    return tuple(float(replace_default(getattr(kind, name), "timeout", seconds)) for kind, name in pairs)


def _client(trial: Trial) -> storage.Client:
    options = {"api_endpoint": trial.url(path="")}
    return storage.Client("project", credentials=AnonymousCredentials(), client_options=options)


@recipe("google.cloud.storage.Client.*")
def client(trial: Trial) -> None:
    """One request; the lists are asked when they are read."""
    arguments = [] if trial.method == "list_buckets" else ["bucket"]
    answer = trial.call(getattr(_client(trial), trial.method), *arguments, retry=None)
    if trial.method.startswith("list"):
        trial.begin()
        list(answer)


@recipe("google.cloud.storage.Blob.*")
def blob(trial: Trial) -> None:
    """One transfer."""
    made = _client(trial).bucket("bucket").blob("blob")
    path = Path(f"proof-{id(trial)}")
    path.write_text("content", "utf-8")
    if trial.method == "upload_from_file":
        with path.open("rb") as file:
            trial.call(made.upload_from_file, file, retry=None)
    arguments = {
        "upload_from_string": ["content"],
        "upload_from_filename": [str(path)],
        "download_to_filename": [str(path)],
    }
    trial.call(getattr(made, trial.method), *arguments.get(trial.method, []), retry=None)
