"""An HTTP client that rests on its library's default timeout.

## What it finds

A client, or a call of a module's function, whose only limit is the default of its library: 5 seconds a phase in httpx,
300 seconds for the whole call in aiohttp. A client is reported once, where it is made, not at each of its calls.

## Why

The wait is finite, but nobody chose how long. 5 seconds may be too short for the report that somebody needs once a
month, 300 is far too long for a request that a user waits for.

## Instead of

    client = httpx.AsyncClient(base_url=base)

## Write

    client = httpx.AsyncClient(base_url=base, timeout=10)

In aiohttp it is `aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))`. A `ClientTimeout` without `total`
switches the 300 seconds off.
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import called, default_of

RULE = bound_rule(
    __name__,
    Layer.HTTP,
    State.DEFAULT,
    lambda wait: msg("{call} rests on {default}, which nobody chose", call=called(wait), default=default_of(wait)),
    msg("write down the limit that you mean"),
)
