"""langchain-google-genai: an endpoint that says nothing, tried once."""

from __future__ import annotations

from typing import Any

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("langchain_google_genai.*")
def model(trial: Trial) -> None:
    """One question."""
    made: Any = trial.make(
        trial.function, model="model", google_api_key="nobody's", base_url=trial.url(path=""), max_retries=1
    )
    trial.begin()
    made.invoke("?")
