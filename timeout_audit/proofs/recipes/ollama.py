"""ollama: a server that says nothing."""

from __future__ import annotations

from typing import Any

import httpx
import ollama

from timeout_audit.proofs.recipe import Trial, recipe

_ASKED: dict[str, dict[str, Any]] = {
    "chat": {"model": "none", "messages": []},
    "generate": {"model": "none", "prompt": "?"},
    "embed": {"model": "none", "input": "?"},
    "embeddings": {"model": "none", "prompt": "?"},
    "list": {},
    "show": {"model": "none"},
    "ps": {},
    "pull": {"model": "none"},
    "push": {"model": "none"},
    "create": {"model": "none", "from_": "other"},
    "delete": {"model": "none"},
    "copy": {"source": "none", "destination": "other"},
}


@recipe("ollama.Client")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(ollama.Client, trial.url(path=""))
    trial.begin()
    made.list()


@recipe("ollama.AsyncClient")
def async_client(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        made = trial.make(ollama.AsyncClient, trial.url(path=""))
        trial.begin()
        await made.list()

    trial.run(work())


@recipe("ollama.{chat,generate,embed,embeddings,list,show,ps,pull,push,create,delete,copy}")
def function(trial: Trial) -> None:
    """One request through the client that the package has made."""
    made: Any = ollama._client
    made._client.base_url = httpx.URL(trial.url(path=""))
    trial.call(trial.function, **_ASKED[trial.method])
