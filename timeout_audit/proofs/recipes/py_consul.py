"""py-consul: an agent that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("consul.{Consul,std.Consul}")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(trial.function, host=HOST, port=trial.port("silent"))
    trial.begin()
    made.agent.self()
