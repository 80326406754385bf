"""smtplib: a server that does not even greet."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("smtplib.{SMTP,SMTP_SSL,LMTP}")
def client(trial: Trial) -> None:
    """A connection made by the constructor, or later where an attribute has to be set before."""
    if trial.attributes:
        made = trial.make(trial.function)
        made._host = HOST
        made.connect(HOST, trial.port("silent"))
    trial.make(trial.function, HOST, trial.port("silent"))
