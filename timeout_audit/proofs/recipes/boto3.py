"""boto3: an endpoint that says nothing, tried once."""

from __future__ import annotations

import os

import boto3
import botocore.config
import botocore.endpoint

from timeout_audit.proofs.recipe import Trial, recipe

os.environ.update(
    AWS_MAX_ATTEMPTS="1",
    AWS_ACCESS_KEY_ID="a",
    AWS_SECRET_ACCESS_KEY="b",  # noqa: S106 - nobody's
    AWS_DEFAULT_REGION="eu-west-1",
    AWS_EC2_METADATA_DISABLED="true",
)


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    found = botocore.endpoint.DEFAULT_TIMEOUT
    defaults = botocore.config.Config.OPTION_DEFAULTS
    defaults["read_timeout"] = seconds
    return (float(found),)


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
