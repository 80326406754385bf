"""A wait for another host by SSH that rests on its library's default.

## What it finds

A connection over SSH whose only limit is the default of its library.

## Why

The wait is finite, but nobody chose how long: asyncssh gives a login 120 seconds.

## Instead of

    connection = await asyncssh.connect("host")

## Write

    connection = await asyncssh.connect("host", connect_timeout=10, login_timeout=10)
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import called, default_of

RULE = bound_rule(
    __name__,
    Layer.SSH,
    State.DEFAULT,
    lambda wait: msg("{call} rests on {default}, which nobody chose", call=called(wait), default=default_of(wait)),
    msg("write down the limit that you mean"),
)
