"""openai: an endpoint that says nothing, tried once."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import openai

from timeout_audit.proofs.recipe import Trial, recipe
from timeout_audit.proofs.recipes.helpers import own_client


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every client."""
    found = openai._constants.DEFAULT_TIMEOUT
    for module in (openai._constants, openai._base_client):
        module.DEFAULT_TIMEOUT = type(found)(timeout=seconds)
    return (float(found.read),)


def _make(trial: Trial) -> Any:
    if "Azure" in trial.name:
        place = {"azure_endpoint": trial.url(path=""), "api_version": "2024-02-01"}
    else:
        place = {"base_url": trial.url(path="")}
    return trial.make(trial.function, api_key="nobody's", max_retries=0, **place)


@recipe("openai.{OpenAI,AzureOpenAI,lib.azure.AzureOpenAI}")
def client(trial: Trial) -> None:
    """One request."""
    made = _make(trial)
    trial.begin()
    made.models.list()


@recipe("openai.{AsyncOpenAI,AsyncAzureOpenAI,lib.azure.AsyncAzureOpenAI}")
def async_client(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        made = _make(trial)
        trial.begin()
        await made.models.list()

    trial.run(work())


_CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "create": ("chat.completions", {"model": "m", "messages": []}),
    "parse": ("chat.completions", {"model": "m", "messages": []}),
    "stream": ("chat.completions", {"model": "m", "messages": []}),
    "retrieve": ("models", {"model": "m"}),
    "list": ("models", {}),
    "update": ("chat.completions", {"completion_id": "c", "metadata": {}}),
    "delete": ("models", {"model": "m"}),
    "cancel": ("batches", {"batch_id": "b"}),
    "content": ("files", {"file_id": "f"}),
    "generate": ("images", {"prompt": "a cat"}),
    "edit": ("images", {"image": b"", "prompt": "a cat"}),
    "create_variation": ("images", {"image": b""}),
    "search": ("vector_stores", {"vector_store_id": "v", "query": "q"}),
    "create_and_poll": ("vector_stores.files", {"file_id": "f", "vector_store_id": "v"}),
    "create_and_run": ("beta.threads", {"assistant_id": "a"}),
    "submit_tool_outputs": ("beta.threads.runs", {"run_id": "r", "thread_id": "t", "tool_outputs": []}),
}


@recipe("openai.Resource.*")
def request(trial: Trial) -> None:
    """One request with a limit of its own."""
    resource, arguments = _CALLS[trial.method]
    client = openai.OpenAI(api_key="nobody's", max_retries=0, base_url=trial.url(path=""))
    made = trial.call(attrgetter(f"{resource}.{trial.method}")(client), **arguments)
    if trial.method == "stream":
        made.__enter__()


@recipe("openai.DefaultHttpxClient")
def http_client(trial: Trial) -> None:
    """One request of the client that the others send theirs through."""
    own_client.request(trial)


@recipe("openai.{DefaultAsyncHttpxClient,DefaultAioHttpClient}")
def async_http_client(trial: Trial) -> None:
    """One request of such a client, asynchronously."""
    own_client.async_request(trial)
