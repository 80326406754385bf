"""imap-tools: a server that does not even greet."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("imap_tools.*")
def mailbox(trial: Trial) -> None:
    """A connection."""
    trial.make(trial.function, HOST, trial.port("silent"))
