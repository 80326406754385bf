"""One audit made of many: every repository is a folder of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.fleet.order import Answer
from timeout_audit.model.finding import Problem
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit, Project


def whole(answers: Sequence[Answer]) -> Audit:
    """All audits as one, for the reports that an audit has."""
    parts = [_below(answer.audit, answer.member.name) for answer in answers]
    buffers = {
        f"{answer.member.name}/{path}": data
        for answer in answers
        for path, data in answer.audit.project.buffers.items()
    }
    project = Project(
        root="",
        waits=tuple(wait for part in parts for wait in part.project.waits),
        suppressions=tuple(one for part in parts for one in part.project.suppressions),
        buffers=buffers,
    )
    return Audit(
        project,
        findings=tuple(finding for part in parts for finding in part.findings),
        problems=tuple(problem for part in parts for problem in part.problems),
        files=sum(part.files for part in parts),
        suppressed=tuple(one for part in parts for one in part.suppressed),
    )


def _below(value: Any, folder: str) -> Any:
    """The same with every place below ``folder``. Texts stay as they are."""
    if isinstance(value, Place):
        return replace(value, path=f"{folder}/{value.path}")
    if isinstance(value, Problem):
        return replace(value, path=f"{folder}/{value.path}" if value.path else folder)
    if isinstance(value, tuple):
        return tuple(_below(one, folder) for one in value)
    if isinstance(value, Struct):
        old = {name: getattr(value, name) for name in value.__struct_fields__}
        return replace(value, **{name: _below(one, folder) for name, one in old.items()})
    return value
