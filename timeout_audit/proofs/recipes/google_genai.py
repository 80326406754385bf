"""google-genai: an endpoint that says nothing."""

from __future__ import annotations

import os
from typing import Any

from google import genai

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("google.genai.Client")
def client(trial: Trial) -> None:
    """One request."""
    os.environ["GOOGLE_GEMINI_BASE_URL"] = trial.url(path="")
    made: Any = trial.make(genai.Client, api_key="nobody's")
    trial.begin()
    made.models.generate_content(model="none", contents="?")
