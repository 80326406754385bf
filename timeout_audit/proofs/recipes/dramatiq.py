"""dramatiq: a Redis that greets and then says nothing, and a RabbitMQ that holds publishers back."""

from __future__ import annotations

from dramatiq import Message
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from redis.backoff import NoBackoff
from redis.retry import Retry

from timeout_audit.proofs.recipe import HOST, Trial, recipe

NEEDS = ("redis", "amqp")
UNPROVABLE = {r"heartbeat ?= ?1\b": "a heartbeat of n seconds acts only after 2 x (n + 5) s"}
# A message is sent six times.
TRIES = {"blocked_connection_timeout": 6}

# It is asked for under a lock that all brokers of a process share.
RedisBroker._max_unpack_size_val = 1000


def _message() -> Message[None]:
    return Message("name", "actor", (), {}, {})


@recipe("dramatiq.brokers.redis.RedisBroker")
def redis(trial: Trial) -> None:
    """A message to a queue, without the client's own retries."""
    port = trial.port("redis")
    address = trial.address(port, "redis", "/0")
    if "url" in trial.arguments:
        trial.arguments["url"] = address
    where = {"url": address} if trial.query or "url" in trial.arguments else {"host": HOST, "port": port}
    made = trial.make(RedisBroker, **where, middleware=[])
    made.client.connection_pool.connection_kwargs["retry"] = Retry(NoBackoff(), 0)
    made.declare_queue("name")
    trial.begin()
    made.enqueue(_message())


@recipe("dramatiq.brokers.rabbitmq.RabbitmqBroker")
def rabbitmq(trial: Trial) -> None:
    """A message to a queue that a broker under alarm does not confirm."""
    port = trial.database("amqp")
    where = {"url": trial.address(port, "amqp", "/%2F")} if trial.query else {"host": HOST, "port": port}
    made = trial.make(RabbitmqBroker, **where, confirm_delivery=True, middleware=[])
    made.declare_queue("name", ensure=True)
    trial.begin()
    made.enqueue(_message())
