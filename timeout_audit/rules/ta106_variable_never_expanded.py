"""A variable in a command that no shell reads.

## What it finds

`$NAME` or `${NAME}` among the words of a server that is started without a shell: an exec form of a Dockerfile, a list
in a Kubernetes manifest.

## Why

Variables are put in by a shell, and here there is none: the server gets the text `${PORT}` itself. A time limit written
so never takes effect.

## Instead of

```dockerfile
CMD ["uvicorn", "main:app", "--timeout-keep-alive", "${KEEP_ALIVE}"]
```

## Write

```dockerfile
CMD ["sh", "-c", "exec uvicorn main:app --timeout-keep-alive ${KEEP_ALIVE}"]
```

In a Kubernetes manifest, write `$(KEEP_ALIVE)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.launch import Argument, Launch
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, Remedy

_VARIABLE = re.compile(r"\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*[^}]*\})")


_FILLED = msg("the server will get the value, which it did not so far")


def check(project: Project) -> Iterator[Finding]:
    """Every word of a server's command line that still holds a variable when it starts."""
    for launch in project.launches:
        if (launch.kind, launch.form) in (("dockerfile", "exec"), ("kubernetes", "list")):
            for argument in launch.argv:
                if argument.sure and (found := _VARIABLE.search(argument.text)):
                    yield _finding(launch, argument, found[0])


def _finding(launch: Launch, argument: Argument, variable: str) -> Finding:
    in_manifest = launch.kind == "kubernetes"
    advice = msg("write $(NAME) instead") if in_manifest else msg('start it with "sh", "-c", "exec …"')
    name = variable.strip("${}")
    kind = "variable" if in_manifest and name.isidentifier() else ""
    return Finding(
        code=RULE.code,
        name=RULE.name,
        severity=RULE.severity,
        layer=Layer.SERVER,
        place=argument.place,
        message=msg(
            "{server} gets the text {variable}: {label} is started without a shell, which would put the value in",
            server=launch.server,
            variable=variable,
            label=launch.label,
        ),
        fix=advice,
        remedy=Remedy(advice, kind, argument.place, variable, f"$({name})", _FILLED if kind else None),
    )


RULE = Rule("TA106", "variable-never-expanded", "server", Severity.WARNING, check)
