"""A timeout that is switched off.

## What it finds

A wait whose limit is set to a value that means none: `timeout=None`, `httpx.Timeout(None)`, `read=None`, a pair whose
second half is None, 0 where 0 means none. Servers have a rule of their own.

## Why

The library had a limit, or the code gave one, and this takes it away: when the other side does not answer, the wait
has no end. Where a long answer is wanted, a large number says so and still ends.

## Instead of

    client = httpx.Client(timeout=None)

## Write

    client = httpx.Client(timeout=httpx.Timeout(10, read=300))

Where a connection has to stay open without an end, as for server-sent events, keep it and say why:

    stream = client.stream("GET", url, timeout=None)  # timeout-audit: ignore[TA403] -- an event stream never ends
"""

from __future__ import annotations

from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Layer, State, Wait
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import because, blocking, called


def _say(wait: Wait) -> Message:
    source = wait.bound.source
    if wait.bound.expression is not None and source is not None and not wait.place.spans(source):
        fact = msg(
            "the timeout of {call} is switched off by `{expression}`, written at {place}, so it can wait for ever",
            call=called(wait),
            expression=wait.bound.expression,
            place=source,
        )
    elif wait.bound.expression is None:
        fact = msg("the timeout of {call} is switched off, so it can wait for ever", call=called(wait))
    else:
        fact = msg(
            "the timeout of {call} is switched off by `{expression}`, so it can wait for ever",
            call=called(wait),
            expression=wait.bound.expression,
        )
    return blocking(wait, because(wait, fact))


RULE = bound_rule(
    __name__,
    None,
    State.DISABLED,
    _say,
    msg("give it a number; if it has to stay open, ignore the finding and say why"),
    where=lambda wait: wait.layer is not Layer.SERVER,
)
