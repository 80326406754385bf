"""A server that could limit the time of its requests and does not.

## What it finds

A launch of a server that has a limit on the time of a request, off unless it is set, and is started without it: daphne
without `--http-timeout`, or with `--http-timeout 0`.

## Why

A request that the application never answers lasts for as long as its client waits: what it holds, a thread or a
connection to the database, is held with it. With the limit daphne answers 503, and cancels the application some
seconds later. Other servers of ASGI have no such limit at all, and an application may keep a connection open on
purpose, so the rule is a note.

## Instead of

```dockerfile
CMD ["daphne", "-b", "0.0.0.0", "shop.asgi:application"]
```

## Write

```dockerfile
CMD ["daphne", "--http-timeout", "60", "-b", "0.0.0.0", "shop.asgi:application"]
```

The number is in seconds; take more than the longest answer, and note that it ends event streams too.
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg
from timeout_audit.model.wait import ELSEWHERE, Layer, State

_OFF = (State.NONE, State.DISABLED)


def check(project: Project) -> Iterator[Finding]:
    """Every server whose requests nothing bounds, though it could."""
    for wait in project.waits:
        if (
            wait.layer is Layer.SERVER
            and wait.parameter == "request"
            and wait.role not in ELSEWHERE
            and wait.bound.state in _OFF
        ):
            message = msg(
                "{api} runs without its limit on requests, which is off unless it is set: one that the application "
                "never answers lasts for as long as its client waits",
                api=wait.api,
            )
            yield RULE.finding(wait, message)


RULE = Rule("TA109", "request-timeout-unset", "server", Severity.NOTE, check)
