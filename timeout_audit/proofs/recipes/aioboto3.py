"""aioboto3: an endpoint that says nothing, tried once."""

from __future__ import annotations

import aioboto3

from timeout_audit.proofs import aws
from timeout_audit.proofs.recipe import Trial, recipe

aws.ask_once()


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    return (aws.shorten_reading(seconds),)


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
