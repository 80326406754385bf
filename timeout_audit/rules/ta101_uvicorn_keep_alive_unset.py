"""A launch of uvicorn without a keep-alive timeout.

## What it finds

A launch of uvicorn (its command, `fastapi run`, gunicorn with the uvicorn worker, `uvicorn.run` in code) where nothing
says how long an idle connection is kept.

## Why

uvicorn then closes a connection after 5 seconds without a request (2 with gunicorn's worker). A proxy in front of it
that keeps its own connections longer will now and then send a request into one that is just being closed, and its
client sees a 502. The timeout closes idle connections only: it never cuts off a request that is running.

## Instead of

```dockerfile
CMD ["uvicorn", "main:app"]
```

## Write

```dockerfile
CMD ["uvicorn", "main:app", "--timeout-keep-alive", "65"]
```

The number is in seconds; take more than the idle timeout of the proxy. For gunicorn with the uvicorn worker it is
`--keep-alive 65`, in code `uvicorn.run(app, timeout_keep_alive=65)`. `UVICORN_TIMEOUT_KEEP_ALIVE` counts for the
uvicorn command alone, and `fastapi run` has no option for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg
from timeout_audit.model.wait import ELSEWHERE, Layer, State


def check(project: Project) -> Iterator[Finding]:
    """Every launch of uvicorn that rests on the default."""
    for wait in project.waits:
        if (
            wait.layer is Layer.SERVER
            and wait.parameter == "keep-alive"
            and wait.library == "uvicorn"
            and wait.role not in ELSEWHERE
            and wait.bound.state is State.DEFAULT
        ):
            message = msg(
                "{api} closes an idle connection after {seconds} s, a default that nobody chose: a proxy that keeps it "
                "longer sends a request into a closing connection",
                api=wait.api,
                seconds=f"{wait.bound.seconds or 0:g}",
            )
            yield RULE.finding(wait, message)


RULE = Rule("TA101", "uvicorn-keep-alive-unset", "server", Severity.WARNING, check)
