"""duo-client: a service that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("duo_client.*")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(trial.function, "ikey", "skey", HOST, ca_certs="HTTP", port=trial.port("silent"))
    trial.begin()
    made.api_call("GET", "/auth/v2/check", {})
