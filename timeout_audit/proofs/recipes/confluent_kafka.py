"""confluent-kafka: a broker that accepts the connection and says nothing."""

from __future__ import annotations

from typing import Any

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from timeout_audit.proofs.recipe import HOST, Trial, recipe


def _settings(trial: Trial) -> dict[str, Any]:
    return {"bootstrap.servers": f"{HOST}:{trial.port('silent')}", "group.id": "proof", "log_level": 0}


@recipe("confluent_kafka.{Consumer,Producer,admin.AdminClient}.*")
def ask(trial: Trial) -> None:
    """Asking for metadata, offsets, or the delivery of a message."""
    kind = {"Consumer": Consumer, "Producer": Producer, "AdminClient": AdminClient}[trial.name.split(".")[-2]]
    made = kind(_settings(trial))
    if trial.method == "flush":
        made.produce("topic", b"message")
        left = trial.call(made.flush)
        if left:
            raise TimeoutError(f"{left} messages left")
    elif trial.method == "committed":
        trial.call(made.committed, [TopicPartition("topic", 0)])
    elif trial.method == "get_watermark_offsets":
        trial.call(made.get_watermark_offsets, TopicPartition("topic", 0))
    else:
        trial.call(made.list_topics)
