"""google-cloud-storage: an endpoint that says nothing, without the client's own retries."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import storage

from timeout_audit.proofs.recipe import Trial, recipe, replace_default

_METHODS = {
    storage.Client: (
        "get_bucket", "lookup_bucket", "create_bucket", "restore_bucket", "list_blobs", "list_buckets",
        "download_blob_to_file", "get_service_account_email",
    ),
    storage.Bucket: (
        "exists", "create", "reload", "update", "patch", "delete", "get_iam_policy", "test_iam_permissions",
        "get_blob", "list_blobs", "delete_blob", "delete_blobs", "copy_blob", "rename_blob", "move_blob",
        "restore_blob", "list_notifications", "get_notification",
    ),
    storage.Blob: (
        "download_as_bytes", "download_as_string", "download_as_text", "download_to_filename", "download_to_file",
        "exists", "delete", "reload", "update", "patch", "upload_from_string", "upload_from_filename",
        "upload_from_file", "create_resumable_upload_session", "compose", "rewrite", "update_storage_class",
    ),
}  # fmt: skip


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every method."""
    methods = dict.fromkeys(getattr(kind, name) for kind, names in _METHODS.items() for name in names)
    return tuple(float(replace_default(method, "timeout", seconds)) for method in methods)


def _client(trial: Trial) -> storage.Client:
    options = {"api_endpoint": trial.url(path="")}
    return storage.Client("project", credentials=AnonymousCredentials(), client_options=options)


def _ask(trial: Trial, function: Callable[..., Any], *arguments: object) -> None:
    """One request; the lists are asked when they are read."""
    answer = trial.call(function, *arguments, retry=None)
    if trial.method.startswith("list"):
        trial.begin()
        list(answer)


@recipe("google.cloud.storage.Client.*")
def client(trial: Trial) -> None:
    """What a client asks."""
    made = _client(trial)
    arguments: dict[str, tuple[object, ...]] = {
        "list_buckets": (),
        "get_service_account_email": (),
        "restore_bucket": ("bucket", 1),
        "download_blob_to_file": ("gs://bucket/blob", io.BytesIO()),
    }
    _ask(trial, getattr(made, trial.method), *arguments.get(trial.method, ("bucket",)))


@recipe("google.cloud.storage.Bucket.*")
def bucket(trial: Trial) -> None:
    """What a bucket asks."""
    made = _client(trial).bucket("bucket")
    blob = made.blob("blob")
    arguments: dict[str, tuple[object, ...]] = {
        "test_iam_permissions": (["storage.objects.get"],),
        "get_blob": ("blob",),
        "delete_blob": ("blob",),
        "delete_blobs": ([blob],),
        "copy_blob": (blob, made),
        "rename_blob": (blob, "other"),
        "move_blob": (blob, "other"),
        "restore_blob": ("blob",),
        "get_notification": ("1",),
    }
    _ask(trial, getattr(made, trial.method), *arguments.get(trial.method, ()))


@recipe("google.cloud.storage.Blob.*")
def blob(trial: Trial) -> None:
    """What a blob asks."""
    made = _client(trial).bucket("bucket").blob("blob")
    path = Path(f"proof-{id(trial)}")
    path.write_text("content", "utf-8")
    arguments: dict[str, tuple[object, ...]] = {
        "upload_from_string": ("content",),
        "upload_from_filename": (str(path),),
        "upload_from_file": (io.BytesIO(b"content"),),
        "download_to_filename": (str(path),),
        "download_to_file": (io.BytesIO(),),
        "compose": ([made],),
        "rewrite": (made,),
        "update_storage_class": ("NEARLINE",),
    }
    _ask(trial, getattr(made, trial.method), *arguments.get(trial.method, ()))
