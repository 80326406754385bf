"""google-genai: an endpoint that says nothing."""

from __future__ import annotations

import io
import os
from operator import attrgetter
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


_CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "generate_content": ("models", {"model": "m", "contents": "?"}),
    "generate_content_stream": ("models", {"model": "m", "contents": "?"}),
    "embed_content": ("models", {"model": "m", "contents": "?"}),
    "count_tokens": ("models", {"model": "m", "contents": "?"}),
    "generate_images": ("models", {"model": "m", "prompt": "?"}),
    "generate_videos": ("models", {"model": "m", "prompt": "?"}),
    "create": ("caches", {"model": "m"}),
    "get": ("models", {"model": "m"}),
    "list": ("models", {}),
    "update": ("models", {"model": "m"}),
    "delete": ("models", {"model": "m"}),
    "cancel": ("batches", {"name": "batches/b"}),
    "tune": ("tunings", {"base_model": "m", "training_dataset": {"gcs_uri": "gs://b/o"}}),
    "upload": ("files", {"file": io.BytesIO(b"?"), "config": {"mime_type": "text/plain"}}),
    "download": ("files", {"file": "files/f"}),
}
# Calls that the other service does not know.
_ENTERPRISE = ("generate_images", "generate_videos", "tune")


@recipe("google.genai.Resource.*")
def request(trial: Trial) -> None:
    """One request with options of its own."""
    resource, arguments = _CALLS[trial.method]
    os.environ["GOOGLE_GEMINI_BASE_URL"] = os.environ["GOOGLE_VERTEX_BASE_URL"] = trial.url(path="")
    made = genai.Client(api_key="nobody's", vertexai=trial.method in _ENTERPRISE)
    answer = trial.call(attrgetter(f"{resource}.{trial.method}")(made), **arguments)
    if trial.method == "generate_content_stream":
        next(answer)
