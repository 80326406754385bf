"""nats-py: a server that says nothing, and one that never replies to a request."""

from __future__ import annotations

import nats
from nats.aio.client import Client

from timeout_audit.proofs.recipe import Trial, recipe

UNPROVABLE = {r"connect_timeout=(0|-1)\)": "it fails at once, and is tried again for two minutes all the same"}


@recipe("nats.connect", "nats.aio.client.Client.connect")
def connect(trial: Trial) -> None:
    """Connecting, once."""

    async def work() -> None:
        function = nats.connect if trial.name == "nats.connect" else Client().connect
        await trial.call(function, trial.url("silent", "nats"), allow_reconnect=False)

    trial.run(work())


@recipe("nats.aio.client.Client.request")
def request(trial: Trial) -> None:
    """A request without a reply."""

    async def work() -> None:
        client = await nats.connect(trial.url("nats", "nats"))
        await trial.call(client.request, "subject", b"question")

    trial.run(work())


@recipe("nats.aio.subscription.Subscription.next_msg")
def next_message(trial: Trial) -> None:
    """A message that nobody sends."""

    async def work() -> None:
        client = await nats.connect(trial.url("nats", "nats"))
        subscription = await client.subscribe("subject")
        await trial.call(subscription.next_msg)

    trial.run(work())
