"""aio-pika: a broker that says nothing, and one that holds publishers back."""

from __future__ import annotations

import aio_pika

from timeout_audit.proofs.recipe import Trial, recipe

NEEDS = ("amqp",)


@recipe("aio_pika.{connect,connect_robust}", "aio_pika.connection.connect", "aio_pika.robust_connection.connect_robust")
def connect(trial: Trial) -> None:
    """Connecting to a broker that says nothing."""

    async def work() -> None:
        await trial.call(trial.function, trial.url("silent", "amqp"))

    trial.run(work())


@recipe("aio_pika.Exchange.publish")
def publish(trial: Trial) -> None:
    """Publishing with a confirm, which a broker under alarm does not send."""

    async def work() -> None:
        connection = await aio_pika.connect(f"amqp://127.0.0.1:{trial.database('amqp')}/")
        channel = await connection.channel()
        await trial.call(channel.default_exchange.publish, aio_pika.Message(b"body"), "nowhere")

    trial.run(work())


@recipe("aio_pika.Channel.*", "aio_pika.Queue.get")
def ask(trial: Trial) -> None:
    """Asking a broker that reads this connection no more, because it has published under an alarm."""

    async def work() -> None:
        connection = await aio_pika.connect(f"amqp://127.0.0.1:{trial.port('real-amqp')}/")
        channel = await connection.channel(publisher_confirms=False)
        await channel.default_exchange.publish(aio_pika.Message(b"body"), "nowhere")
        if trial.method == "get":
            queue = aio_pika.Queue(channel, "name", False, False, False, None)
            await trial.call(queue.get)
        await trial.call(getattr(channel, trial.method), "name")

    trial.run(work())
