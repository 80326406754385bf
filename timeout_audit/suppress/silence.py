"""Findings and the comments that silence them, brought together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.model.finding import Finding, Suppressed
from timeout_audit.model.suppression import Suppression

SAME_LIBRARIES = ("requests", "httpx", "httpx2")
"""The libraries on which other linters mean by their comments what we mean."""


class Silence(Struct, frozen=True):
    """``kept`` and ``silenced`` findings, and the suppressions, each with those of its codes that silenced nothing."""

    kept: tuple[Finding, ...]
    silenced: tuple[Suppressed, ...]
    suppressions: tuple[Suppression, ...]


def silence(
    findings: Iterable[Finding],
    suppressions: Sequence[Suppression],
    looked_for: Callable[[str, str], bool],
    *,
    require_reason: bool = False,
) -> Silence:
    """Take out the findings that a comment at one of their places silences.

    ``looked_for(code, path)`` says whether the audit would have found the code there: one that it did not look for is
    not unused. With ``require_reason`` a comment of ours that gives none silences nothing.
    """
    by_path: dict[str, list[int]] = {}
    for index, one in enumerate(suppressions):
        if one.fault is None and not one.expired and (one.reason or one.tool or not require_reason):
            by_path.setdefault(one.place.path, []).append(index)
    used: set[tuple[int, str]] = set()
    kept: list[Finding] = []
    silenced: list[Suppressed] = []
    for finding in findings:
        hits = list(_hits(finding, suppressions, by_path))
        if hits:
            by = suppressions[hits[0][0]]
            silenced.append(Suppressed(finding, by.reason or by.tool))
        else:
            kept.append(finding)
        used.update(hits)

    def unused(index: int, one: Suppression) -> tuple[str, ...]:
        if index not in by_path.get(one.place.path, ()) or one.tool:
            return ()
        return tuple(code for code in one.codes if (index, code) not in used and looked_for(code, one.place.path))

    marked = tuple(replace(one, unused=unused(index, one)) for index, one in enumerate(suppressions))
    return Silence(tuple(kept), tuple(silenced), marked)


def covers(entry: str, code: str, name: str) -> bool:
    """Whether ``entry``, a code, a prefix of one or a name, means the rule."""
    return entry == name or (entry.startswith("TA") and code.startswith(entry))


def _hits(
    finding: Finding, suppressions: Sequence[Suppression], by_path: dict[str, list[int]]
) -> Iterator[tuple[int, str]]:
    """The suppressions, by index, and their codes that silence the finding."""
    library = finding.wait.library if finding.wait else ""
    for place in (finding.place, *finding.also):
        for index in by_path.get(place.path, ()):
            one = suppressions[index]
            if (one.whole_file or one.first <= place.line <= one.last) and (not one.tool or library in SAME_LIBRARIES):
                yield from ((index, code) for code in one.codes if covers(code, finding.code, finding.name))
