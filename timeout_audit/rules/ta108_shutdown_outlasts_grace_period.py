"""A shutdown that is given more time than the orchestrator leaves it.

## What it finds

A server's limit for open requests at shutdown that is as long as, or longer than, the time after which compose,
Kubernetes or another supervisor kills the process.

## Why

The process is killed in the middle of what it was meant to finish: its limit never has a say. compose waits 10 s,
Kubernetes 30 s, unless told otherwise.

## Instead of

```yaml
services:
  api:
    command: uvicorn main:app --timeout-graceful-shutdown 60
```

## Write

```yaml
services:
  api:
    command: uvicorn main:app --timeout-graceful-shutdown 60
    stop_grace_period: 70s
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
    """Every shutdown that somebody else ends."""
    for wait in project.waits:
        if wait.layer is Layer.SERVER and wait.role == "grace":
            message = msg(
                "{api} is never given its time to stop: {reason}", api=wait.api, reason=wait.bound.reason or ""
            )
            yield RULE.finding(wait, message)


RULE = Rule("TA108", "shutdown-outlasts-grace-period", "server", Severity.WARNING, check)
