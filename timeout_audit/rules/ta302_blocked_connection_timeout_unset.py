"""A broker connection without blocked_connection_timeout.

## What it finds

Connection parameters of pika without `blocked_connection_timeout`, as an argument or in the URL's query.

## Why

When RabbitMQ runs out of memory or disk it stops reading from connections that publish. With pika, publishing with
confirms, publishing more than the socket's buffers hold, and closing the connection then wait for as long as the alarm
lasts. The broker still answers heartbeats, so a heartbeat does not end this wait.

## Instead of

    parameters = pika.ConnectionParameters(host="broker", heartbeat=30)

## Write

    parameters = pika.ConnectionParameters(
        host="broker",
        heartbeat=30,
        blocked_connection_timeout=30,
    )

In a URL it is `amqp://broker/?blocked_connection_timeout=30`. The connection then fails with
`ConnectionBlockedTimeout`. aio-pika ignores this setting: there, give `publish()` a `timeout`.
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
            "a publisher on {call} waits for ever while the broker is short of memory or disk: "
            "blocked_connection_timeout is unset",
            call=called(wait),
        ),
    ),
    msg("add blocked_connection_timeout=30"),
    where=lambda wait: wait.parameter == "blocked_connection_timeout",
)
