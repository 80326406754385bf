"""An HTTP call without a timeout.

## What it finds

A call of an HTTP library whose own default is to wait for ever, where neither the call nor the client it is made on
sets a timeout.

## Why

When the other side accepts the connection and never answers, the call never returns. Inside `async def`, one such call
stops the whole worker; in a plain function it holds one thread of the pool until the process ends.

## Instead of

    requests.post(url, json=data)

## Write

    requests.post(url, json=data, timeout=10)

The number is the longest silence that you accept, in seconds; it is not a limit on the whole call.
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import blocking, called

# What bounds a websocket is no timeout.
_PROBES = frozenset({"heartbeat", "ping_interval"})

RULE = bound_rule(
    __name__,
    Layer.HTTP,
    State.NONE,
    lambda wait: blocking(
        wait,
        msg(
            "{call} waits for ever when the other side does not answer: no {parameter} reaches it",
            call=called(wait),
            parameter=wait.parameter if wait.parameter in _PROBES else "timeout",
        ),
    ),
    msg("add timeout=10"),
)
