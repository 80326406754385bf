"""The order of work of an audit, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from timeout_audit.config.schema import Loaded
from timeout_audit.discover.find import discover
from timeout_audit.model.finding import Finding, Problem
from timeout_audit.model.project import Audit, Project
from timeout_audit.model.suppression import Suppression
from timeout_audit.model.wait import Wait
from timeout_audit.readers.registry import claimed
from timeout_audit.remember import analysed
from timeout_audit.rules.registry import all_rules
from timeout_audit.select import Selection
from timeout_audit.sources import Sources
from timeout_audit.suppress.silence import silence


def run(paths: Sequence[str], root: str, loaded: Loaded, today: date) -> Audit:
    """Audit ``paths`` (resolved, below ``root``) as the configuration says. ``today`` ends suppressions.

    Raises:
        Fault: where the configuration names a rule that does not exist.

    """
    sources, unwalked = find(paths, root, loaded)
    return examine(sources, unwalked, loaded, today)


def find(paths: Sequence[str], root: str, loaded: Loaded) -> tuple[Sources, list[Problem]]:
    """The files of a run, and what could not be looked at."""
    return discover(paths, root, loaded, claimed)


def examine(
    sources: Sources, unwalked: Sequence[Problem], loaded: Loaded, today: date, *, thoroughly: bool = False
) -> Audit:
    """Audit files that were found already; ``unwalked`` are the problems met on the way.

    ``thoroughly`` reads the layer that is off by default too, and shows waits of other files that have a place here.

    Raises:
        Fault: where the configuration names a rule that does not exist.

    """
    selection = Selection(loaded, all_rules())
    understood = analysed(sources, loaded, process=thoroughly or selection.asks_for("process"))
    problems = sorted({*unwalked, *understood.problems}, key=lambda one: (one.path, one.line))
    waits = sorted(understood.waits, key=lambda wait: (wait.place, wait.api, wait.parameter))
    project = Project(sources.root, tuple(waits), launches=understood.launches, buffers=dict(sources.overlay))
    found = selection.apply(_check(project, sources, of_the_audit=False))

    broken = {problem.path for problem in problems}
    heard = silence(
        found,
        _suppressions(found, sources, today),
        lambda code, path: path not in broken and selection.looks_for(code, path),
        require_reason=loaded.config.require_reason,
    )
    targets = {file.path for file in sources.targets}
    shown_waits = tuple(wait for wait in project.waits if _has_place(wait, targets, thoroughly=thoroughly))
    project = replace(project, waits=shown_waits, suppressions=heard.suppressions)
    of_the_audit = selection.apply(_check(project, sources, of_the_audit=True))
    shown = filter(selection.shows, (*heard.kept, *of_the_audit))
    return Audit(
        project=project,
        findings=tuple(sorted(shown, key=lambda one: (one.place, one.code))),
        problems=tuple(one for one in problems if selection.wants("TA900", one.path)),
        files=len(sources.targets),
        suppressed=tuple(one for one in heard.silenced if selection.shows(one.finding)),
    )


def _has_place(wait: Wait, targets: set[str], *, thoroughly: bool) -> bool:
    """Whether a wait stands in one of the files; those that only lead to it count where it is looked at thoroughly."""
    further = wait.also if thoroughly else ()
    return any(place.path in targets for place in (wait.place, *further))


def _check(project: Project, sources: Sources, *, of_the_audit: bool) -> Iterator[Finding]:
    """What the rules find in the files that were asked for. Those about the audit itself have their own turn."""
    targets = {file.path for file in sources.targets}
    for rule in all_rules():
        if (rule.layer == "audit") is of_the_audit:
            yield from (finding for finding in rule.check(project) if finding.place.path in targets)


def _suppressions(found: Sequence[Finding], sources: Sources, today: date) -> tuple[Suppression, ...]:
    """The comments that silence something, read where there is something to silence or a comment of ours."""
    paths = {place.path for finding in found for place in (finding.place, *finding.also)}
    targets = {file.path for file in sources.targets}
    paths |= sources.marked & targets
    if not paths:
        return ()
    files = [file for file in (sources.targets if paths <= targets else sources.files) if file.path in paths]
    from timeout_audit.suppress.written import written  # noqa: PLC0415 - tokenize, for files with comments alone

    return written(files, sources, {rule.code: rule.name for rule in all_rules()}, today)
