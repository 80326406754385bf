"""amqp: a broker that falls silent after its opening."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("amqp.{Connection,connection.Connection}")
def connection(trial: Trial) -> None:
    """A queue declared."""
    made = trial.make(trial.function, f"{HOST}:{trial.port('amqp')}")
    made.connect()
    channel = made.channel()
    trial.begin()
    channel.queue_declare("name")
