"""A file that was not audited.

## What it finds

A file that could not be read or understood: a syntax error, an encoding that is not what the file says, a file above
the size limit, a folder without permission; and a file or a call at which timeout-audit itself is at fault.

## Why

A file that is passed over in silence looks clean. Everything that the audit could not look at is listed as a problem,
and this is the code under which problems are ignored, selected and counted for the exit status.

## Instead of

```text
print "Python 2"
```

## Write

```toml
[tool.timeout-audit]
exclude = ["legacy/python2/"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule


def check(project: Project) -> Iterator[Finding]:  # noqa: ARG001 - problems are no findings: they have their own list
    """Nothing: the audit keeps its problems in a list of their own."""
    return iter(())


RULE = Rule("TA900", "file-not-audited", "audit", Severity.WARNING, check)
