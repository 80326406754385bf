"""A cache client without a timeout.

## What it finds

A client of a cache or key-value store (redis before 8, valkey, memcached) that waits for ever for an answer, and a wait
for a lock in it that nothing ends.

## Why

A cache is asked in nearly every request. When it stalls and its clients wait for ever, every request of the service
does, though most could do without it.

## Instead of

    cache = redis.Redis(host="cache")

## Write

    cache = redis.Redis(host="cache", socket_timeout=2, socket_connect_timeout=2)

In a URL it is `redis://cache/0?socket_timeout=2&socket_connect_timeout=2`. `socket_timeout` bounds every answer;
`socket_connect_timeout` alone bounds connecting and nothing after it.
"""

from __future__ import annotations

from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Layer, State, Wait
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import blocking, called


def _fact(wait: Wait) -> Message:
    if wait.parameter == "blocking_timeout":
        # The cache answers all the while: that somebody else holds the lock.
        return msg(
            "{call} waits for ever for a lock that somebody else holds: no {parameter} reaches it",
            call=called(wait),
            parameter=wait.parameter,
        )
    return msg(
        "{call} waits for ever when the cache does not answer: no {parameter} reaches it",
        call=called(wait),
        parameter=wait.parameter,
    )


RULE = bound_rule(
    __name__,
    Layer.CACHE,
    State.NONE,
    lambda wait: blocking(wait, _fact(wait)),
    msg("add a timeout"),
)
