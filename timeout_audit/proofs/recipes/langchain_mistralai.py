"""langchain-mistralai: an endpoint that says nothing, tried once."""

from __future__ import annotations

from typing import Any

from langchain_mistralai import ChatMistralAI, MistralAIEmbeddings
from tokenizers import Tokenizer
from tokenizers.models import BPE

from timeout_audit.proofs.recipe import Trial, recipe


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of both."""
    found = []
    for kind in (ChatMistralAI, MistralAIEmbeddings):
        field = kind.model_fields["timeout"]
        found.append(float(field.default))
        field.default = int(seconds)
        kind.model_rebuild(force=True)
    return tuple(found)


@recipe("langchain_mistralai.ChatMistralAI")
def model(trial: Trial) -> None:
    """One question."""
    made: Any = trial.make(ChatMistralAI, api_key="nobody's", base_url=trial.url(path=""), max_retries=1)
    trial.begin()
    made.invoke("?")


@recipe("langchain_mistralai.MistralAIEmbeddings")
def embeddings(trial: Trial) -> None:
    """One text, its words counted here rather than by a model that has to be downloaded."""
    made: Any = trial.make(
        MistralAIEmbeddings, api_key="nobody's", endpoint=trial.url(path=""), max_retries=1, tokenizer=Tokenizer(BPE())
    )
    trial.begin()
    made.embed_query("?")
