"""A client that is made for one call and never closed.

## What it finds

A client or session of an HTTP library that a function makes, uses and leaves, without entering it with `with`, closing
it on every path, or handing it on. It is shown on request only.

## Why

Each such client holds its own connections until the garbage collector finds it; asynchronous ones warn, and may keep
their sockets. Nothing is reused either: every call pays for a new connection.

## Instead of

    def fetch(url):
        client = httpx.Client(timeout=10)
        return client.get(url).json()

## Write

    def fetch(url):
        with httpx.Client(timeout=10) as client:
            return client.get(url).json()

Better still, make one client where the service starts, and close it where it stops.
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
    """Every client that a function makes for itself and leaves open."""
    for wait in project.waits:
        if wait.layer is Layer.RESPONSE and wait.parameter == "client" and wait.bound.state is State.NONE:
            message = because(wait, msg("{call} is made here for one call and never closed", call=called(wait)))
            yield RULE.finding(wait, message, msg("enter it with a with statement, or make it once and keep it"))


RULE = Rule("TA503", "client-never-closed", "response", Severity.NOTE, check)
