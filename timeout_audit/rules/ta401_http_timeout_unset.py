"""An HTTP call without a timeout.

## What it finds

A call of an HTTP library whose own default is to wait for ever, where neither the call nor the client it is made on
sets a timeout.

## Why

When the other side accepts the connection and never answers, the call never returns. Inside `async def`, one such call
stops the whole worker; in a plain function it holds one thread of the pool until the process ends.

## Instead of

    requests.post(url, json=data)

## Write

    requests.post(url, json=data, timeout=10)

The number is the longest silence that you accept, in seconds; it is not a limit on the whole call.
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State


def check(project: Project) -> Iterator[Finding]:
    """Every HTTP wait that nothing bounds."""
    for wait in project.waits:
        if wait.layer is Layer.HTTP and wait.bound.state is State.NONE:
            message = msg(
                "{api}() waits for ever when the other side does not answer: no timeout reaches it", api=wait.api
            )
            yield RULE.finding(wait, message)


RULE = Rule("TA401", "http-timeout-unset", "http", Severity.ERROR, check)
