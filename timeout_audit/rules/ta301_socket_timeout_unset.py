"""A broker connection that leaves socket_timeout to its library.

## What it finds

Connection parameters of pika without `socket_timeout`, as an argument or in the URL's query.

## Why

The wait is finite: pika gives the TCP connection 10 seconds, and opening the whole AMQP connection 15
(`stack_timeout`). Nobody chose these numbers, and they are counted again for every attempt.

## Instead of

    parameters = pika.ConnectionParameters(host="broker", blocked_connection_timeout=30)

## Write

    parameters = pika.ConnectionParameters(
        host="broker",
        socket_timeout=5,
        blocked_connection_timeout=30,
    )

In a URL it is `amqp://broker/?socket_timeout=5`.
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule, connects_alone
from timeout_audit.rules.wording import called, default_of

RULE = bound_rule(
    __name__,
    Layer.BROKER,
    State.DEFAULT,
    lambda wait: msg(
        "{call} leaves the time to connect to {default}, which nobody chose",
        call=called(wait),
        default=default_of(wait),
    ),
    msg("add socket_timeout=5"),
    where=connects_alone,
)
