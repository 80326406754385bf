"""A streamed response that nobody closes, and that is closed when its object is freed.

## What it finds

A streamed response that some path neither reads to its end nor closes, like TA501, but whose connection is its own: it
comes from `requests.get(..., stream=True)` or `urlopen()`, not from a session, and nothing keeps it when its function
is left.

## Why

No pool lacks a connection, and CPython closes it as soon as nothing refers to the response. Other interpreters do so
later, and so does CPython where a traceback or a circle of objects still holds the function's variables.

## Instead of

    response = requests.get(url, stream=True, timeout=10)
    if response.status_code != 200:
        return None
    save(response.iter_content(65536))

## Write

    with requests.get(url, stream=True, timeout=10) as response:
        if response.status_code != 200:
            return None
        save(response.iter_content(65536))
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.wording import because, called


def check(project: Project) -> Iterator[Finding]:
    """Every response that is left to whoever frees its object."""
    for wait in project.waits:
        if wait.layer is Layer.RESPONSE and wait.parameter == "close" and wait.bound.state is State.DEFAULT:
            fact = msg("the streamed response of {call} is closed only when its object is freed", call=called(wait))
            yield RULE.finding(
                wait, because(wait, fact), msg("enter it with a with statement, or close it on every path")
            )


RULE = Rule("TA504", "response-closed-when-freed", "response", Severity.WARNING, check)
