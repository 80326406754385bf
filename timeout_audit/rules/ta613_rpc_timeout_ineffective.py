"""A deadline of a remote call that has no effect.

## What it finds

A call of another service that is given something which looks like its deadline and is none: a limit for loading the
description, for the opening handshake, for another kind of transport.

## Why

The call still waits for ever, and whoever reads the code believes that it does not. The `timeout` of a zeep transport,
for example, is for loading the WSDL; its operations have their own.

## Instead of

    client = zeep.Client(wsdl, transport=Transport(timeout=10))

## Write

    client = zeep.Client(wsdl, transport=Transport(timeout=10, operation_timeout=10))
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import because, blocking, called

RULE = bound_rule(
    __name__,
    Layer.RPC,
    State.INEFFECTIVE,
    lambda wait: blocking(wait, because(wait, msg("the timeout given to {call} has no effect", call=called(wait)))),
    msg("give the timeout to the call that waits"),
)
