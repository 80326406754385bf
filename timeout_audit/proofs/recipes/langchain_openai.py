"""langchain-openai: an endpoint that says nothing, tried once."""

from __future__ import annotations

from typing import Any

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("langchain_openai.*")
def model(trial: Trial) -> None:
    """One question."""
    place: dict[str, Any] = {"base_url": trial.url(path="")}
    if "Azure" in trial.name:
        place = {"azure_endpoint": trial.url(path=""), "api_version": "2024-02-01", "azure_deployment": "model"}
    made = trial.make(trial.function, api_key="nobody's", max_retries=0, **place)
    trial.begin()
    if "Embeddings" in trial.name:
        made.client.create(input=["a"], model="model")
    made.invoke("?")
