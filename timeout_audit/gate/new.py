"""Audits twice, as it is and as it was, and keeps what is new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from msgspec.structs import replace

from timeout_audit.config.schema import Loaded
from timeout_audit.discover.find import chooser
from timeout_audit.gate.changes import Before, Wanted, rewound, since_commit, since_patch, whole
from timeout_audit.gate.compare import compare, known
from timeout_audit.model.finding import Problem
from timeout_audit.model.project import Audit
from timeout_audit.pipeline import examine
from timeout_audit.readers.registry import claimed
from timeout_audit.sources import Sources


def new_since_commit(
    sources: Sources, unwalked: Sequence[Problem], loaded: Loaded, today: date, revision: str
) -> Audit:
    """The audit without what was there at ``revision``.

    Raises:
        Fault: where git cannot tell what has changed.

    """
    return _new(sources, unwalked, loaded, today, lambda wanted: since_commit(sources, revision, wanted))


def new_since_patch(sources: Sources, unwalked: Sequence[Problem], loaded: Loaded, today: date, patch: bytes) -> Audit:
    """The audit without what was there before ``patch``, which leads to the files as they are.

    Raises:
        Fault: where it does not.

    """
    return _new(sources, unwalked, loaded, today, lambda wanted: since_patch(sources, patch, wanted))


def _new(
    sources: Sources,
    unwalked: Sequence[Problem],
    loaded: Loaded,
    today: date,
    look_back: Callable[[Wanted], Before],
) -> Audit:
    kinds = {file.path: file.kind for file in sources.files}
    choose = chooser(sources.root, loaded, claimed)
    before = look_back(lambda path: kinds.get(path) or choose(path))
    now = whole(sources)
    then = rewound(now, before, lambda path: kinds.get(path) or choose(path))
    old = known(examine(then, unwalked, loaded, today), then)
    return _only(sources, compare(examine(now, unwalked, loaded, today), now, old, "not new").audit)


def _only(sources: Sources, audit: Audit) -> Audit:
    """The part of an audit of everything that was asked for."""
    targets = {file.path for file in sources.targets}
    walked = {file.path for file in sources.files} - targets
    return replace(
        audit,
        project=replace(audit.project, waits=tuple(wait for wait in audit.project.waits if wait.place.path in targets)),
        findings=tuple(one for one in audit.findings if one.place.path in targets),
        problems=tuple(one for one in audit.problems if one.path not in walked),
        suppressed=tuple(one for one in audit.suppressed if one.finding.place.path in targets),
        files=len(targets),
    )
