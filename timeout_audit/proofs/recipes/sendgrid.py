"""sendgrid: an endpoint that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("sendgrid.*")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(trial.function, "key", host=trial.url(path=""))
    trial.begin()
    made.client.mail.get()
