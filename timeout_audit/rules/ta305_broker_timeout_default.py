"""A wait for a broker that rests on its library's default.

## What it finds

A call that waits for a message broker or a task queue, bounded by nothing but the default of its library.

## Why

The wait is finite, but nobody chose how long, and libraries retry: nats gives a connection 2 seconds and tries 60
times, four minutes in the end.

## Instead of

    producer = KafkaProducer(bootstrap_servers="broker:9092")

## Write

    producer = KafkaProducer(
        bootstrap_servers="broker:9092",
        max_block_ms=5000,
        delivery_timeout_ms=30000,
    )
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
    lambda wait: msg("{call} rests on {default}, which nobody chose", call=called(wait), default=default_of(wait)),
    msg("write down the limit that you mean"),
    where=lambda wait: not connects_alone(wait),
)
