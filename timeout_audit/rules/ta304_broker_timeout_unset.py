"""A wait for a broker that nothing bounds.

## What it finds

A call that waits for a message broker or a task queue whose library waits for ever by default, where no timeout is
given.

## Why

A broker that accepts the connection and then stalls, behind a broken network or under load, never answers. The call
never returns, and a request that only wanted to enqueue something never ends.

## Instead of

    connection = await aio_pika.connect_robust("amqp://broker/")
    value = task.delay(1).get()

## Write

    connection = await aio_pika.connect_robust("amqp://broker/", timeout=10)
    value = task.delay(1).get(timeout=10)
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import blocking, called

RULE = bound_rule(
    __name__,
    Layer.BROKER,
    State.NONE,
    lambda wait: blocking(
        wait,
        msg(
            "{call} waits for ever when the broker does not answer: no {parameter} bounds it",
            call=called(wait),
            parameter=wait.parameter,
        ),
    ),
    msg("add a timeout"),
    where=lambda wait: wait.parameter != "blocked_connection_timeout",
)
