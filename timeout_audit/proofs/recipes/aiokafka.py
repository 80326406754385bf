"""aiokafka: a broker that accepts the connection and says nothing."""

from __future__ import annotations

import aiokafka

from timeout_audit.proofs.recipe import HOST, Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    kinds = (aiokafka.AIOKafkaProducer.__init__, aiokafka.AIOKafkaConsumer.__init__)
    return tuple(replace_default(kind, "request_timeout_ms", int(seconds * 1000)) / 1000 for kind in kinds)


@recipe("aiokafka.{AIOKafkaProducer,AIOKafkaConsumer}")
def client(trial: Trial) -> None:
    """Starting."""

    async def work() -> None:
        made = trial.make(trial.function, bootstrap_servers=f"{HOST}:{trial.port('silent')}")
        trial.begin()
        await made.start()

    trial.run(work())
