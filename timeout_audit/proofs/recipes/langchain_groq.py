"""langchain-groq: an endpoint that says nothing, tried once."""

from __future__ import annotations

from typing import Any

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("langchain_groq.*")
def model(trial: Trial) -> None:
    """One question."""
    made: Any = trial.make(
        trial.function, model="model", api_key="nobody's", base_url=trial.url(path=""), max_retries=0
    )
    trial.begin()
    made.invoke("?")
