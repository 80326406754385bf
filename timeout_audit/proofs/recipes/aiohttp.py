"""aiohttp against a server that accepts and says nothing."""

from __future__ import annotations

import aiohttp

from timeout_audit.proofs.recipe import Trial, recipe


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every session; the one that it has is returned."""
    found = aiohttp.client.DEFAULT_TIMEOUT
    aiohttp.client.DEFAULT_TIMEOUT = aiohttp.ClientTimeout(total=seconds)
    return (float(found.total or 0),)


@recipe("aiohttp.ClientSession", "aiohttp.ClientSession.*")
def session(trial: Trial) -> None:
    """A session's own timeout, and its methods'."""

    async def work() -> None:
        made = trial.make(aiohttp.ClientSession)
        method = "get" if trial.role == "client" else trial.method
        arguments = ["GET", trial.url()] if method == "request" else [trial.url()]
        await trial.call(getattr(made, method), *arguments)

    trial.run(work())


@recipe("aiohttp.request", "aiohttp.client.request")
def request(trial: Trial) -> None:
    """The module's function, entered."""

    async def work() -> None:
        async with trial.call(aiohttp.request, "GET", trial.url()):
            pass

    trial.run(work())


@recipe("aiohttp.ClientSession.ws_connect")
def websocket(trial: Trial) -> None:
    """A websocket whose peer falls silent."""

    async def work() -> None:
        made = trial.make(aiohttp.ClientSession)
        socket = await trial.call(made.ws_connect, trial.url("websocket"))
        message = await socket.receive()
        if message.type is aiohttp.WSMsgType.ERROR:
            raise message.data

    trial.run(work())
