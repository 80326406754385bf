"""langchain-ollama: a server that says nothing."""

from __future__ import annotations

from typing import Any

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("langchain_ollama.*")
def model(trial: Trial) -> None:
    """One question, asynchronous where only those are bounded."""
    made: Any = trial.make(trial.function, model="model", base_url=trial.url(path=""))
    trial.begin()
    if "async_client_kwargs" in trial.arguments:
        trial.run(made.aembed_query("?") if "Embeddings" in trial.name else made.ainvoke("?"))
    elif "Embeddings" in trial.name:
        made.embed_query("?")
    else:
        made.invoke("?")
