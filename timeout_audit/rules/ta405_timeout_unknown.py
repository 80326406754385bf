"""A wait whose limit cannot be read from the code.

## What it finds

A wait of any layer whose limit comes from where the audit cannot see: a caller in another program, a setting without a
default, keyword arguments that are handed through. It is shown on request only.

## Why

It may be bounded or not. The audit does not guess; look once and write down what you find.

## Instead of

    def fetch(url, **kwargs):
        return requests.get(url, **kwargs)

## Write

    def fetch(url, *, timeout=10, **kwargs):
        return requests.get(url, timeout=timeout, **kwargs)
"""

from __future__ import annotations

from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Layer, State, Wait
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import because, called


def _say(wait: Wait) -> Message:
    if wait.parameter == "timeout":
        return because(wait, msg("how long {call} may wait cannot be read from the code", call=called(wait)))
    fact = msg(
        "how long {call} may wait ({parameter}) cannot be read from the code",
        call=called(wait),
        parameter=wait.parameter,
    )
    return because(wait, fact)


RULE = bound_rule(
    __name__,
    None,
    State.UNKNOWN,
    _say,
    msg("give it a timeout here, or a default where it comes from"),
    where=lambda wait: wait.layer is not Layer.RESPONSE,
)
