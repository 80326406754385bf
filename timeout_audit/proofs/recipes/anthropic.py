"""anthropic: an endpoint that says nothing, tried once."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import anthropic

from timeout_audit.proofs.recipe import Trial, recipe
from timeout_audit.proofs.recipes.helpers import own_client


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every client."""
    found = anthropic._constants.DEFAULT_TIMEOUT
    for module in (anthropic._constants, anthropic._base_client):
        module.DEFAULT_TIMEOUT = type(found)(timeout=seconds)
    return (float(found.read),)


_MESSAGE: dict[str, Any] = {
    "max_tokens": 1,
    "model": "claude",
    "messages": [{"role": "user", "content": "text"}],
}


def _options(trial: Trial) -> dict[str, Any]:
    """What the constructor of a client needs, whoever runs the models."""
    given = {"base_url": trial.url(path=""), "max_retries": 0}
    if "Vertex" in trial.name:
        return {**given, "region": "nowhere", "project_id": "nobody's", "access_token": "none"}
    if "Bedrock" in trial.name:
        return {**given, "aws_region": "nowhere", "aws_access_key": "nobody's", "aws_secret_key": "none"}
    return {**given, "api_key": "nobody's"}


@recipe("anthropic.{Anthropic,AnthropicVertex,AnthropicBedrock}")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(getattr(anthropic, trial.method), **_options(trial))
    trial.begin()
    made.messages.create(**_MESSAGE)


@recipe("anthropic.{AsyncAnthropic,AsyncAnthropicVertex,AsyncAnthropicBedrock}")
def async_client(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        made = trial.make(getattr(anthropic, trial.method), **_options(trial))
        trial.begin()
        await made.messages.create(**_MESSAGE)

    trial.run(work())


_CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "create": ("messages", _MESSAGE),
    "parse": ("messages", _MESSAGE),
    "stream": ("messages", _MESSAGE),
    "count_tokens": ("messages", {"model": "m", "messages": []}),
    "retrieve": ("models", {"model_id": "m"}),
    "list": ("models", {}),
    "update": ("beta.vaults", {"vault_id": "v"}),
    "delete": ("files", {"file_id": "f"}),
    "cancel": ("messages.batches", {"message_batch_id": "b"}),
    "upload": ("files", {"file": b""}),
    "download": ("files", {"file_id": "f"}),
}


@recipe("anthropic.Resource.*")
def request(trial: Trial) -> None:
    """One request with a limit of its own."""
    resource, arguments = _CALLS[trial.method]
    client = anthropic.Anthropic(**_options(trial))
    made = trial.call(attrgetter(f"{resource}.{trial.method}")(client), **arguments)
    if trial.method == "stream":
        made.__enter__()


@recipe("anthropic.DefaultHttpxClient")
def http_client(trial: Trial) -> None:
    """One request of the client that the others send theirs through."""
    own_client.request(trial)


@recipe("anthropic.{DefaultAsyncHttpxClient,DefaultAioHttpClient}")
def async_http_client(trial: Trial) -> None:
    """One request of such a client, asynchronously."""
    own_client.async_request(trial)
