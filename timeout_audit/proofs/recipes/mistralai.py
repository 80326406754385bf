"""mistralai: an endpoint that says nothing."""

from __future__ import annotations

from typing import Any

from mistralai.azure.client.chat import Chat
from mistralai.client.models_ import Models

from timeout_audit.proofs.recipe import Trial, recipe

UNPROVABLE = {r"^mistralai\.Mistral|^mistralai_azure": "version 2 renamed it"}

_DEFAULT = 300_000
_SAID = [{"role": "user", "content": "words"}]


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of the methods that are tried: each has it in its own code."""
    for function in (Models.list, Chat.complete):
        short = (int(seconds * 1000) if value == _DEFAULT else value for value in function.__code__.co_consts)
        function.__code__ = function.__code__.replace(co_consts=tuple(short))
    return (_DEFAULT / 1000,)


def _make(trial: Trial, **options: Any) -> Any:
    made = trial.make(trial.function, server_url=trial.url(path=""), **options)
    trial.begin()
    return made


@recipe("mistralai.{Mistral,client.Mistral}")
def client(trial: Trial) -> None:
    """One request."""
    _make(trial, api_key="nobody's").models.list()


@recipe("mistralai.azure.client.MistralAzure", "mistralai_azure.MistralAzure")
def azure(trial: Trial) -> None:
    """One request to Azure."""
    _make(trial, api_key="nobody's").chat.complete(model="model", messages=_SAID)
