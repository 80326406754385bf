"""aiobotocore: an endpoint that says nothing, tried once."""

from __future__ import annotations

from aiobotocore.session import get_session

from timeout_audit.proofs import aws
from timeout_audit.proofs.recipe import Trial, recipe

aws.ask_once()


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    return (aws.shorten_reading(seconds),)


@recipe("aiobotocore.session.AioSession.create_client")
def client(trial: Trial) -> None:
    """One request."""

    async def work() -> None:
        made = trial.make(
            get_session().create_client,
            "s3",
            region_name="eu-west-1",
            endpoint_url=trial.url(path=""),
            aws_access_key_id="a",
            aws_secret_access_key="b",  # noqa: S106 - nobody's
        )
        async with made as opened:
            trial.begin()
            await opened.list_buckets()

    trial.run(work())
