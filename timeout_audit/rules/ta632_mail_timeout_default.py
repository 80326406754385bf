"""A mail connection that rests on its library's default timeout.

## What it finds

A connection to a mail server whose only limit is the default of its library.

## Why

The wait is finite, but nobody chose how long, and the request that sends the mail waits with it.

## Instead of

    client = aiosmtplib.SMTP(hostname="mail")

## Write

    client = aiosmtplib.SMTP(hostname="mail", timeout=10)
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import called, default_of

RULE = bound_rule(
    __name__,
    Layer.MAIL,
    State.DEFAULT,
    lambda wait: msg("{call} rests on {default}, which nobody chose", call=called(wait), default=default_of(wait)),
    msg("write down the limit that you mean"),
)
