"""A cache client that rests on its library's default timeout.

## What it finds

A client of a cache or key-value store that is bounded by nothing but the default of its library, such as the 5 seconds
of redis 8.

## Why

The wait is finite, but nobody chose how long: 5 seconds are long for a cache, and redis 8 tries up to eleven times, so
that one command may take a minute. Versions before 8 have no default at all.

## Instead of

    cache = redis.Redis(host="cache")

## Write

    cache = redis.Redis(
        host="cache",
        socket_timeout=2,
        socket_connect_timeout=2,
        retry=Retry(ExponentialBackoff(), 2),
    )
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import called, default_of

RULE = bound_rule(
    __name__,
    Layer.CACHE,
    State.DEFAULT,
    lambda wait: msg("{call} rests on {default}, which nobody chose", call=called(wait), default=default_of(wait)),
    msg("write down the limit that you mean"),
)
