"""A server's timeout that is off: switched off, or never switched on.

## What it finds

A launch that sets a limit of its server to the value that means "none", such as `gunicorn --timeout 0`; a launch of
uWSGI without `harakiri`, which is off unless it is set.

## Why

gunicorn replaces a worker that has been silent for longer than its timeout. With 0 it never does: a worker that hangs
is lost until somebody restarts the service, and with sync workers so is each request that it would have served. The
same holds for uWSGI without `harakiri`: `http-timeout` and `socket-timeout` cut off the client, and the worker goes on
waiting.

## Instead of

```dockerfile
CMD ["gunicorn", "--timeout", "0", "app:app"]
```

## Write

```dockerfile
CMD ["gunicorn", "--timeout", "60", "app:app"]
```

For uWSGI it is `--harakiri 60`, `harakiri = 60` in its ini file, or `UWSGI_HARAKIRI=60`; with `master`, or the whole
server ends with the worker.
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg
from timeout_audit.model.wait import ELSEWHERE, Layer, State, Wait


def check(project: Project) -> Iterator[Finding]:
    """Every limit of a server that is switched off."""
    for wait in project.waits:
        if _switched_off(wait):
            if wait.parameter == "worker-timeout":
                message = msg(
                    "{api} runs without its worker timeout ({value}): a worker that hangs is never replaced",
                    api=wait.api,
                    value=wait.bound.expression or "0",
                )
            else:
                message = msg(
                    "{api} runs without its {parameter} limit ({value})",
                    api=wait.api,
                    parameter=wait.parameter,
                    value=wait.bound.expression or "0",
                )
            yield RULE.finding(wait, message)
        elif _never_replaced(wait):
            message = msg(
                "{api} has no worker timeout unless one is set: a worker that hangs is never replaced", api=wait.api
            )
            yield RULE.finding(wait, message)


def _switched_off(wait: Wait) -> bool:
    """Whether somebody switched a limit off. One on requests is off in any case: there another rule notes that."""
    return wait.layer is Layer.SERVER and wait.bound.state is State.DISABLED and wait.parameter != "request"


def _never_replaced(wait: Wait) -> bool:
    """Whether nobody set the limit of a server that has none of its own."""
    unset = wait.layer is Layer.SERVER and wait.bound.state is State.NONE
    return unset and wait.parameter == "worker-timeout" and wait.role not in ELSEWHERE


RULE = Rule("TA103", "server-timeout-disabled", "server", Severity.ERROR, check)
