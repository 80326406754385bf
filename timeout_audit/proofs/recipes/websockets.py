"""websockets: a server that does not shake hands, and a peer that falls silent afterwards."""

from __future__ import annotations

import websockets
import websockets.asyncio.client
import websockets.sync.client

from timeout_audit.proofs.recipe import Trial, recipe, replace_default

UNPROVABLE = {r"ping_interval=(0|-1)\)": "it pings all the time, and the silence is noticed after ping_timeout"}


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the handshake's default, and those that together end the wait for a silent peer."""
    kinds = (websockets.asyncio.client.connect.__init__, websockets.sync.client.connect)
    found = []
    for kind in kinds:
        found.append(float(replace_default(kind, "open_timeout", seconds)))
        names = ("ping_interval", "ping_timeout", "close_timeout")
        found.append(float(sum(replace_default(kind, name, seconds / 3) for name in names)))
    return tuple(found)


def _quick(trial: Trial) -> dict[str, float]:
    """What makes the interval under trial the longest part of the wait."""
    return {"ping_timeout": 0.2, "close_timeout": 0.2} if trial.arguments.get("ping_interval") == 1 else {}


@recipe("websockets.{connect,asyncio.client.connect}")
def connect(trial: Trial) -> None:
    """A handshake, or the wait for a message."""

    async def work() -> None:
        if trial.parameter == "open_timeout":
            await trial.make(trial.function, trial.url("silent", "ws"))
        connection = await trial.make(trial.function, trial.url("websocket", "ws"), **_quick(trial))
        trial.begin()
        await connection.recv()

    trial.run(work())


@recipe("websockets.sync.client.connect")
def sync_connect(trial: Trial) -> None:
    """The same, synchronously."""
    if trial.parameter == "open_timeout":
        trial.make(trial.function, trial.url("silent", "ws"))
    connection = trial.make(trial.function, trial.url("websocket", "ws"), **_quick(trial))
    trial.begin()
    connection.recv()
