"""oss2: an endpoint that says nothing."""

from __future__ import annotations

import oss2

from timeout_audit.proofs.recipe import Trial, recipe


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every client."""
    found = float(oss2.defaults.connect_timeout)
    oss2.defaults.connect_timeout = seconds
    return (found,)


@recipe("oss2.Bucket")
def bucket(trial: Trial) -> None:
    """One request about a bucket."""
    made = trial.make(oss2.Bucket, oss2.Auth("id", "secret"), trial.url(path=""), "bucket")
    trial.begin()
    made.get_bucket_info()


@recipe("oss2.Service")
def service(trial: Trial) -> None:
    """One request about all of them."""
    made = trial.make(oss2.Service, oss2.Auth("id", "secret"), trial.url(path=""))
    trial.begin()
    made.list_buckets()
