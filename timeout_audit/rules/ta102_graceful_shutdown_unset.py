"""A server that waits for its requests without a limit when it is told to stop.

## What it finds

A launch of a server whose shutdown has no limit: uvicorn without `--timeout-graceful-shutdown`, granian without
`--workers-kill-timeout`.

## Why

On SIGTERM the server closes its idle connections at once and then waits for every request that is still open. One that
never ends, because its handler waits for ever or its client is gone, keeps the process alive until it is killed; a
deployment stands still for as long as the orchestrator allows.

## Instead of

```dockerfile
CMD ["uvicorn", "main:app"]
```

## Write

```dockerfile
CMD ["uvicorn", "main:app", "--timeout-graceful-shutdown", "20"]
```

The number is in seconds; take less than the orchestrator's grace period (10 s for compose, 30 s for Kubernetes).
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg
from timeout_audit.model.wait import ELSEWHERE, Layer, State


def check(project: Project) -> Iterator[Finding]:
    """Every server whose shutdown nothing bounds."""
    for wait in project.waits:
        if (
            wait.layer is Layer.SERVER
            and wait.parameter == "graceful-shutdown"
            and wait.role not in ELSEWHERE
            and wait.bound.state is State.NONE
        ):
            message = msg(
                "told to stop, {api} waits for open requests without a limit: one that never ends holds the process "
                "until it is killed",
                api=wait.api,
            )
            yield RULE.finding(wait, message)


RULE = Rule("TA102", "graceful-shutdown-unset", "server", Severity.NOTE, check)
