"""tornado: a server that says nothing."""

from __future__ import annotations

import asyncio

from tornado.httpclient import AsyncHTTPClient, HTTPClient, HTTPRequest

from timeout_audit.proofs.recipe import Trial, recipe


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every request."""
    found = HTTPRequest._DEFAULTS["request_timeout"]
    HTTPRequest._DEFAULTS["request_timeout"] = seconds
    return (float(found),)


@recipe("tornado.httpclient.AsyncHTTPClient.fetch")
def fetch(trial: Trial) -> None:
    """The asynchronous client."""

    async def work() -> None:
        await trial.call(AsyncHTTPClient(force_instance=True).fetch, trial.url())

    trial.run(work())


@recipe("tornado.httpclient.HTTPClient.fetch")
def sync_fetch(trial: Trial) -> None:
    """The synchronous client."""
    asyncio.set_event_loop(asyncio.new_event_loop())
    trial.call(HTTPClient().fetch, trial.url())


@recipe("tornado.httpclient.HTTPRequest")
def request(trial: Trial) -> None:
    """A request that is given whole."""

    async def work() -> None:
        made = trial.make(HTTPRequest, trial.url())
        trial.begin()
        await AsyncHTTPClient(force_instance=True).fetch(made)

    trial.run(work())
