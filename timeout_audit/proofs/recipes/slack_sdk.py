"""slack_sdk: an endpoint that says nothing."""

from __future__ import annotations

import slack_sdk
from slack_sdk.web.async_client import AsyncWebClient

from timeout_audit.proofs.recipe import Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every client."""
    kinds = (
        slack_sdk.web.base_client.BaseClient,
        slack_sdk.web.async_base_client.AsyncBaseClient,
        slack_sdk.WebhookClient,
    )
    return tuple(float(replace_default(kind.__init__, "timeout", seconds)) for kind in kinds)


@recipe("slack_sdk.{WebClient,web.WebClient,web.client.WebClient}")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(trial.function, "token", base_url=trial.url())
    trial.begin()
    made.api_test()


@recipe("slack_sdk.web.async_client.AsyncWebClient")
def async_client(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        made = trial.make(AsyncWebClient, "token", base_url=trial.url())
        trial.begin()
        await made.api_test()

    trial.run(work())


@recipe("slack_sdk.{WebhookClient,webhook.WebhookClient}")
def webhook(trial: Trial) -> None:
    """One message."""
    made = trial.make(trial.function, trial.url())
    trial.begin()
    made.send(text="message")
