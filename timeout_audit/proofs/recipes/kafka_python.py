"""kafka-python: a broker that accepts the connection and says nothing."""

from __future__ import annotations

import kafka

from timeout_audit.proofs.recipe import HOST, Trial, recipe

UNPROVABLE = {
    "max_block_ms": "it needs a broker that answers first",
    "api_version_auto_timeout_ms": "it needs a version before 3",
}


@recipe("kafka.{KafkaProducer,KafkaConsumer,KafkaAdminClient}")
def client(trial: Trial) -> None:
    """Finding out what the broker can."""
    trial.make(trial.function, bootstrap_servers=f"{HOST}:{trial.port('silent')}")


@recipe("kafka.KafkaConsumer.{partitions_for_topic,topics}")
def metadata(trial: Trial) -> None:
    """Asking for metadata."""
    made = kafka.KafkaConsumer(bootstrap_servers=f"{HOST}:{trial.port('silent')}", api_version=(2, 0, 0))
    arguments = ["topic"] if trial.method == "partitions_for_topic" else []
    trial.call(getattr(made, trial.method), *arguments)
