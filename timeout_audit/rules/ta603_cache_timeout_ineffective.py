"""A cache timeout that has no effect.

## What it finds

A cache client or a lock that is given something which looks like the limit of its wait and is none.

## Why

`lock(timeout=…)` says how long the lock lives, not how long to wait for it; the TIMEOUT of a Django cache is the life
of its keys; `socket_connect_timeout` ends when the connection stands. The wait itself stays without an end.

## Instead of

    with cache.lock("report", timeout=30):
        build_report()

## Write

    with cache.lock("report", timeout=30, blocking_timeout=5):
        build_report()
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import because, blocking, called

RULE = bound_rule(
    __name__,
    Layer.CACHE,
    State.INEFFECTIVE,
    lambda wait: blocking(wait, because(wait, msg("the timeout given to {call} has no effect", call=called(wait)))),
    msg("give the timeout to the call that waits"),
)
