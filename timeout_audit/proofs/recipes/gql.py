"""gql: a server that says nothing, asked through requests and through aiohttp."""

from __future__ import annotations

import gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.requests import RequestsHTTPTransport

from timeout_audit.proofs.recipe import Trial, recipe, replace_default

_QUERY = gql.gql("{ answer }")


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the limit of asynchronous transports."""
    return (float(replace_default(gql.Client.__init__, "execute_timeout", seconds)),)


@recipe("gql.transport.requests.RequestsHTTPTransport")
def requests(trial: Trial) -> None:
    """The synchronous transport."""
    transport = trial.make(RequestsHTTPTransport, trial.url())
    trial.begin()
    gql.Client(transport=transport).execute(_QUERY)


@recipe("gql.{Client,client.Client}")
def client(trial: Trial) -> None:
    """A client of an asynchronous transport."""

    async def work() -> None:
        async with trial.make(gql.Client, transport=AIOHTTPTransport(trial.url())) as session:
            trial.begin()
            await session.execute(_QUERY)

    trial.run(work())
