"""A broker timeout that has no effect.

## What it finds

A connection to a broker that is given a timeout where its library does not look for one.

## Why

The wait stays as long as it was, and whoever reads the code believes that it does not. aio-pika, for example, ignores
`blocked_connection_timeout` in its URL without a word.

## Instead of

    connection = await aio_pika.connect_robust("amqp://broker/?blocked_connection_timeout=30")

## Write

    connection = await aio_pika.connect_robust("amqp://broker/", timeout=10)

The timeout of a connection bounds connecting alone; give `publish()` its own.
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import because, blocking, called

RULE = bound_rule(
    __name__,
    Layer.BROKER,
    State.INEFFECTIVE,
    lambda wait: blocking(wait, because(wait, msg("the timeout given to {call} has no effect", call=called(wait)))),
    msg("give the timeout to the call that waits"),
)
