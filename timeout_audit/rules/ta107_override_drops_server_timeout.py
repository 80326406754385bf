"""A command that replaces another and forgets its timeout.

## What it finds

A service whose own command (compose, Kubernetes) replaces the command of its image: the image's sets a limit of the
server, the one that runs does not.

## Why

The Dockerfile looks right, and what it says never runs: a `command` replaces CMD as a whole, options included.

## Instead of

With `CMD ["uvicorn", "main:app", "--timeout-keep-alive", "65"]` in the Dockerfile:

```yaml
services:
  api:
    build: .
    command: uvicorn main:app --workers 4
```

## Write

```yaml
services:
  api:
    build: .
    command: uvicorn main:app --workers 4 --timeout-keep-alive 65
```
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer


def check(project: Project) -> Iterator[Finding]:
    """Every limit that the image sets and the running command does not."""
    for wait in project.waits:
        if wait.layer is Layer.SERVER and wait.role == "override":
            message = msg(
                "{api} runs without the {parameter} limit of its image: {reason}",
                api=wait.api,
                parameter=wait.parameter,
                reason=wait.bound.reason or "",
            )
            yield RULE.finding(wait, message)


RULE = Rule("TA107", "override-drops-server-timeout", "server", Severity.WARNING, check)
