"""From findings to fixes: which edits each would make, which of them go together, and why others are not made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.fix.document import Edit
from timeout_audit.fix.editors import Editors
from timeout_audit.fix.part import Part
from timeout_audit.fix.refusal import Refusal
from timeout_audit.model.finding import Finding
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Remedy

_BY_PEOPLE = msg("there is no automatic fix for it")


class Fix(Struct, frozen=True):
    """What mends ``findings``: edits in one file, or in several that must be made together."""

    findings: tuple[Finding, ...]
    parts: tuple[Part, ...]
    unsafe: Message | None = None


class Refused(Struct, frozen=True):
    """A finding that is left, and why."""

    finding: Finding
    reason: Message
    unsafe: bool = False


class Plan(Struct, frozen=True):
    """``fixes`` that can be made at once; ``postponed`` touch what another fix touches, and are for a later turn."""

    fixes: tuple[Fix, ...]
    postponed: tuple[Fix, ...]
    refused: tuple[Refused, ...]


def plan(findings: Sequence[Finding], editors: Editors, *, unsafe: bool) -> Plan:
    """The fixes of ``findings``; without ``unsafe`` those alone that change nothing but the wait."""
    refused: list[Refused] = []
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        reason = _reason(finding.remedy)
        if reason is not None:
            refused.append(Refused(finding, reason))
        elif finding.remedy is not None and finding.remedy.unsafe is not None and not unsafe:
            refused.append(Refused(finding, finding.remedy.unsafe, unsafe=True))
        else:
            groups.setdefault(_key(finding.remedy), []).append(finding)
    fixes: list[Fix] = []
    for group in groups.values():
        for members in _tried(group, editors):
            if isinstance(members, Fix):
                fixes.append(members)
            else:
                refused.append(members)
    kept, postponed = _apart(fixes)
    return Plan(tuple(kept), tuple(postponed), tuple(refused))


def _reason(remedy: Remedy | None) -> Message | None:
    """Why a remedy is nothing for a machine."""
    if remedy is None or not remedy.kind:
        return remedy.refused if remedy is not None and remedy.refused is not None else _BY_PEOPLE
    return remedy.refused or next((one.refused for one in remedy.also if one.refused is not None), None)


def _key(remedy: Remedy | None) -> object:
    """What tells fixes apart: arguments of one call are one fix, and the same edit for several findings too."""
    if remedy is None:
        return None
    if remedy.kind == "keyword":
        return "keyword", remedy.place
    return remedy.kind, remedy.place, remedy.keyword, remedy.value


def _tried(group: list[Finding], editors: Editors) -> Iterator[Fix | Refused]:
    """The fix of findings that go together, else of each alone, or why there is none."""
    try:
        yield _made(group, editors)
    except Refusal as refusal:
        if len(_written(group)) == 1:
            yield from (Refused(finding, refusal.reason) for finding in group)
            return
        for finding in group:
            yield from _tried([finding], editors)


def _made(group: list[Finding], editors: Editors) -> Fix:
    remedies = _written(group)
    parts = [editors.part([replace(one, also=()) for one in remedies])]
    for other in dict.fromkeys(other for one in remedies for other in one.also):
        part = editors.part([other])
        if part not in parts:
            parts.append(part)
    unsafe = next(
        (one.remedy.unsafe for one in group if one.remedy is not None and one.remedy.unsafe is not None), None
    )
    return Fix(tuple(group), tuple(parts), unsafe)


def _written(group: Iterable[Finding]) -> list[Remedy]:
    """What the findings' remedies write, each once, however differently people are told of it."""
    return list(dict.fromkeys(_silent(one.remedy) for one in group if one.remedy is not None))


def _silent(remedy: Remedy) -> Remedy:
    return replace(remedy, text=_BY_PEOPLE, unsafe=None, also=tuple(map(_silent, remedy.also)))


def _apart(fixes: Iterable[Fix]) -> tuple[list[Fix], list[Fix]]:
    """The fixes that do not touch each other, in the order of the findings, and those that must wait."""
    kept: list[Fix] = []
    postponed: list[Fix] = []
    taken: dict[str, list[Part]] = {}
    for fix in fixes:
        others = [other for part in fix.parts for other in taken.get(part.path, ())]
        if any(part.touches(other) for part in fix.parts for other in others):
            postponed.append(fix)
            continue
        kept.append(fix)
        for part in fix.parts:
            taken.setdefault(part.path, []).append(part)
    return kept, postponed


def edits_of(fixes: Iterable[Fix], editors: Editors) -> dict[str, tuple[Edit, ...]]:
    """The edits of every file, sorted, with the imports that they need."""
    parts: dict[str, list[Part]] = {}
    for fix in fixes:
        for part in fix.parts:
            parts.setdefault(part.path, []).append(part)
    return {path: editors.joined(path, found) for path, found in sorted(parts.items())}
