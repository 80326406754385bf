"""aioboto3: an endpoint that says nothing, tried once."""

from __future__ import annotations

import os

import aioboto3
import botocore.config
import botocore.endpoint

from timeout_audit.proofs.recipe import Trial, recipe

os.environ.update(AWS_MAX_ATTEMPTS="1", AWS_EC2_METADATA_DISABLED="true")


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    botocore.config.Config.OPTION_DEFAULTS["read_timeout"] = seconds
    return (float(botocore.endpoint.DEFAULT_TIMEOUT),)


@recipe("aioboto3.Session.{client,resource}")
def session(trial: Trial) -> None:
    """One request."""

    async def work() -> None:
        made = trial.make(
            getattr(aioboto3.Session(region_name="eu-west-1"), trial.method),
            "s3",
            endpoint_url=trial.url(path=""),
            aws_access_key_id="a",
            aws_secret_access_key="b",  # noqa: S106 - nobody's
        )
        async with made as opened:
            client = opened if trial.method == "client" else opened.meta.client
            trial.begin()
            await client.list_buckets()

    trial.run(work())
