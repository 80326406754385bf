"""A command that was meant as a list and is none.

## What it finds

A CMD or ENTRYPOINT that begins with `[` and is not a JSON list of strings: single quotes, a comma too many, text after
the bracket.

## Why

The builder takes what is no JSON for a shell command, brackets and quotes included. The shell finds no such program,
and the container does not start; or an older builder reads it otherwise than a newer one.

## Instead of

```dockerfile
CMD ['gunicorn', 'shop.wsgi']
```

## Write

```dockerfile
CMD ["gunicorn", "shop.wsgi"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, Remedy

_STARTS = msg("the command will start, which it did not so far")


def check(project: Project) -> Iterator[Finding]:
    """Every launch whose command is a list in appearance only."""
    for launch in project.launches:
        if launch.fault and launch.command is not None:
            if launch.fault == "members":
                message = msg(
                    "{label} holds something other than strings: the image cannot be built", label=launch.label
                )
            else:
                message = msg(
                    "{label} is not a JSON list: the builder runs its text, brackets and all, as a shell command",
                    label=launch.label,
                )
            advice = msg('write it as JSON: double quotes, commas between the words, nothing after "]"')
            yield Finding(
                code=RULE.code,
                name=RULE.name,
                severity=RULE.severity,
                layer=Layer.SERVER,
                place=launch.command,
                message=message,
                fix=advice,
                remedy=Remedy(advice, "json", launch.command, unsafe=_STARTS),
                docs="https://docs.docker.com/reference/dockerfile/#exec-form",
            )


RULE = Rule("TA105", "exec-form-not-json", "server", Severity.WARNING, check)
