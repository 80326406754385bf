"""pika: a broker that holds publishers back, one that says nothing, and one that cannot be reached.

The broker is a real RabbitMQ whose memory alarm is on where there is one, else a server that says the same.
"""

from __future__ import annotations

import pika

from timeout_audit.proofs.recipe import HOST, Trial, recipe

NEEDS = ("amqp",)
UNPROVABLE = {
    r"heartbeat ?= ?1\b": "a heartbeat of n seconds acts only after 2 x (n + 5) s",
    r"socket_timeout=None": "the kernel gives a connection up after about two minutes",
}


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the defaults of connecting; the heartbeat's is the broker's own."""
    parameters = pika.connection.Parameters
    found = parameters.DEFAULT_SOCKET_TIMEOUT, parameters.DEFAULT_STACK_TIMEOUT
    parameters.DEFAULT_SOCKET_TIMEOUT = parameters.DEFAULT_STACK_TIMEOUT = seconds
    return tuple(map(float, found))


def _port(trial: Trial) -> int:
    if trial.parameter == "socket_timeout":
        return trial.port("full")
    if trial.parameter == "heartbeat":
        return trial.port("amqp")
    return trial.port("silent") if trial.parameter == "stack_timeout" else trial.database("amqp")


def _publish(trial: Trial, connection: pika.BlockingConnection) -> None:
    """Publish with a confirm, which a broker under alarm does not send; ask one that has died."""
    channel = connection.channel()
    if trial.parameter == "heartbeat":
        trial.call(channel.queue_declare, "name")
    channel.confirm_delivery()
    trial.begin()
    channel.basic_publish("", "nowhere", b"body")


@recipe("pika.ConnectionParameters")
def parameters(trial: Trial) -> None:
    """The parameters of a connection."""
    others = {"stack_timeout": None} if trial.parameter == "socket_timeout" else {}
    made = trial.make(pika.ConnectionParameters, HOST, _port(trial), **others)
    _publish(trial, pika.BlockingConnection(made))


@recipe("pika.URLParameters")
def url(trial: Trial) -> None:
    """The parameters of a URL."""
    made = trial.make(pika.URLParameters, trial.address(_port(trial), "amqp", "/%2F"))
    if trial.parameter == "socket_timeout":
        made.stack_timeout = None
    _publish(trial, pika.BlockingConnection(made))


@recipe("pika.{BlockingConnection,SelectConnection}")
def connection(trial: Trial) -> None:
    """A connection without parameters, to a default port that is ours."""
    pika.connection.Parameters.DEFAULT_PORT = _port(trial)
    _publish(trial, trial.make(pika.BlockingConnection))
