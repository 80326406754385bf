"""langfuse: an endpoint that says nothing."""

from __future__ import annotations

from uuid import uuid4

from langfuse import Langfuse

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("langfuse.Langfuse")
def client(trial: Trial) -> None:
    """One request; clients of the same key would be one."""
    key = str(uuid4())
    made = trial.make(Langfuse, public_key=key, secret_key=key, base_url=trial.url(path=""))
    trial.begin()
    made.api.projects.get(request_options={"max_retries": 0})
