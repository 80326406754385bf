"""A timeout of a process, a thread or a queue that has no effect.

## What it finds

A call that waits for another process, thread, future, lock or queue and is given a number where its library reads
something else.

## Why

The first argument of `queue.get` and `lock.acquire` is whether to block, so `queue.get(5)` blocks for ever.

## Instead of

    job = jobs.get(5)

## Write

    job = jobs.get(timeout=5)
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import because, blocking, called

RULE = bound_rule(
    __name__,
    Layer.PROCESS,
    State.INEFFECTIVE,
    lambda wait: blocking(wait, because(wait, msg("the timeout given to {call} has no effect", call=called(wait)))),
    msg("give the timeout by its keyword"),
)
