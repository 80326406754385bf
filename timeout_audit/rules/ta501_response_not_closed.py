"""A streamed response that some path leaves open.

## What it finds

A response whose body is read on demand (`stream=True`, `client.send(..., stream=True)`, any response of aiohttp), and
which some ordinary path neither reads to its end nor closes. Handing it on, returning it or entering it with `with` is
not a leak: then somebody else answers for it. One whose connection belongs to no pool, and that nothing keeps when its
function is left, is TA504.

## Why

The connection belongs to the response until it is read or closed. Each leak takes one from the pool; when none is left,
the next call waits for a connection that nobody gives back.

A call that does not stream has read its body before it returns, and its connection is free again.

## Instead of

    response = session.get(url, stream=True, timeout=10)
    if response.status_code != 200:
        return None
    save(response.iter_content(65536))

## Write

    with session.get(url, stream=True, timeout=10) as response:
        if response.status_code != 200:
            return None
        save(response.iter_content(65536))
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import because, called

RULE = bound_rule(
    __name__,
    Layer.RESPONSE,
    State.NONE,
    lambda wait: because(
        wait,
        msg("the streamed response of {call} is left open, and its connection is not given back", call=called(wait)),
    ),
    msg("enter it with a with statement, or close it on every path"),
    where=lambda wait: wait.parameter == "close",
)
