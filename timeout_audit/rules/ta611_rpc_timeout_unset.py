"""A remote call without a deadline.

## What it finds

A call of another service by gRPC, SOAP, XML-RPC, a websocket or the like, whose library waits for ever by default and
which is given no timeout.

## Why

A peer that accepts the call and stalls never answers, and keepalive pings that it does answer keep the connection open.
gRPC has no default deadline.

## Instead of

    reply = stub.GetUser(request)

## Write

    reply = stub.GetUser(request, timeout=5)
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import blocking, called

RULE = bound_rule(
    __name__,
    Layer.RPC,
    State.NONE,
    lambda wait: blocking(
        wait,
        msg(
            "{call} waits for ever when the other service does not answer: no {parameter} reaches it",
            call=called(wait),
            parameter=wait.parameter,
        ),
    ),
    msg("add a timeout"),
)
