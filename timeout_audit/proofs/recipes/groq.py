"""groq: an endpoint that says nothing, tried once."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import groq

from timeout_audit.proofs.recipe import Trial, recipe
from timeout_audit.proofs.recipes.helpers import own_client


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every client."""
    found = groq._constants.DEFAULT_TIMEOUT
    for module in (groq._constants, groq._base_client):
        module.DEFAULT_TIMEOUT = type(found)(timeout=seconds)
    return (float(found.read),)


@recipe("groq.Groq")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(groq.Groq, api_key="nobody's", base_url=trial.url(path=""), max_retries=0)
    trial.begin()
    made.models.list()


@recipe("groq.AsyncGroq")
def async_client(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        made = trial.make(groq.AsyncGroq, api_key="nobody's", base_url=trial.url(path=""), max_retries=0)
        trial.begin()
        await made.models.list()

    trial.run(work())


_CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "create": ("chat.completions", {"model": "m", "messages": []}),
    "retrieve": ("models", {"model": "m"}),
    "list": ("models", {}),
    "delete": ("models", {"model": "m"}),
    "cancel": ("batches", {"batch_id": "b"}),
    "content": ("files", {"file_id": "f"}),
    "info": ("files", {"file_id": "f"}),
}


@recipe("groq.Resource.*")
def request(trial: Trial) -> None:
    """One request with a limit of its own."""
    resource, arguments = _CALLS[trial.method]
    client = groq.Groq(api_key="nobody's", base_url=trial.url(path=""), max_retries=0)
    trial.call(attrgetter(f"{resource}.{trial.method}")(client), **arguments)


@recipe("groq.DefaultHttpxClient")
def http_client(trial: Trial) -> None:
    """One request of the client that the others send theirs through."""
    own_client.request(trial)


@recipe("groq.{DefaultAsyncHttpxClient,DefaultAioHttpClient}")
def async_http_client(trial: Trial) -> None:
    """One request of such a client, asynchronously."""
    own_client.async_request(trial)
