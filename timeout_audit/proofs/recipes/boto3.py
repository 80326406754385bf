"""boto3: an endpoint that says nothing, tried once."""

from __future__ import annotations

import boto3

from timeout_audit.proofs import aws
from timeout_audit.proofs.recipe import Trial, recipe

aws.ask_once()


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    return (aws.shorten_reading(seconds),)


@recipe("boto3.{client,resource}")
def function(trial: Trial) -> None:
    """The functions of the module."""
    made = trial.make(trial.function, "s3", endpoint_url=trial.url(path=""))
    trial.begin()
    (made if trial.method == "client" else made.meta.client).list_buckets()


@recipe("boto3.Session.{client,resource}")
def session(trial: Trial) -> None:
    """The methods of a session."""
    made = trial.make(getattr(boto3.Session(), trial.method), "s3", endpoint_url=trial.url(path=""))
    trial.begin()
    (made if trial.method == "client" else made.meta.client).list_buckets()
