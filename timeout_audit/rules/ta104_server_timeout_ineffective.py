"""A server's timeout that is set where it has no effect.

## What it finds

An option that the launcher does not know (it does not start), a name in its configuration file or an environment
variable that it never reads, a value that it refuses.

## Why

Somebody thought of the timeout and believes that it holds. gunicorn ignores names in its configuration that it does
not know: `keep_alive` for `keepalive`. `UVICORN_TIMEOUT_KEEP_ALIVE` counts for the uvicorn command alone: not for
`uvicorn.run`, `fastapi run`, gunicorn's uvicorn worker, nor inside the file given by `--env-file`.

## Instead of

```python
keep_alive = 65
```

## Write

```python
keepalive = 65
```
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State


def check(project: Project) -> Iterator[Finding]:
    """Every limit of a server that was written where it does nothing."""
    for wait in project.waits:
        if wait.layer is Layer.SERVER and wait.bound.state is State.INEFFECTIVE and wait.role != "grace":
            message = msg(
                "{api}: `{expression}` has no effect: {reason}",
                api=wait.api,
                expression=wait.bound.expression or "",
                reason=wait.bound.reason or "",
            )
            yield RULE.finding(wait, message)


RULE = Rule("TA104", "server-timeout-ineffective", "server", Severity.ERROR, check)
