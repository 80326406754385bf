"""A timeout of a cloud service that has no effect.

## What it finds

A client or a call of a cloud or platform service that is given something which looks like its timeout and bounds
nothing on this side, such as a limit that only the server counts.

## Why

A limit that the other side is asked to keep is of no use when the other side is what stalls.

## Instead of

    pods = api.list_namespaced_pod("prod", timeout_seconds=10)

## Write

    pods = api.list_namespaced_pod("prod", _request_timeout=(3, 10))
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import because, blocking, called

RULE = bound_rule(
    __name__,
    Layer.CLOUD,
    State.INEFFECTIVE,
    lambda wait: blocking(wait, because(wait, msg("the timeout given to {call} has no effect", call=called(wait)))),
    msg("give the timeout to the call that waits"),
)
