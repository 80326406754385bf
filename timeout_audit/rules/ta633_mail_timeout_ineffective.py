"""A mail timeout that has no effect.

## What it finds

A connection to a mail server that is given a timeout where its library does not look for one.

## Why

The connection still waits for ever, and whoever reads the code believes that it does not. `SMTP()` without a host opens
nothing yet, but its timeout is the one that a later `connect()` uses; an attribute of another name is not read at all.

## Instead of

    server = smtplib.SMTP("mail", 587)
    server.socket_timeout = 10

## Write

    server = smtplib.SMTP("mail", 587, timeout=10)
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import because, blocking, called

RULE = bound_rule(
    __name__,
    Layer.MAIL,
    State.INEFFECTIVE,
    lambda wait: blocking(wait, because(wait, msg("the timeout given to {call} has no effect", call=called(wait)))),
    msg("give the timeout to the call that waits"),
)
