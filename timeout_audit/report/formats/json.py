"""For programs: everything, in a stable form that schema.json describes."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from timeout_audit.model import finding as model
from timeout_audit.model import wait as waits
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit
from timeout_audit.model.text import Message
from timeout_audit.report import interface
from timeout_audit.report.checklist import Mark, count
from timeout_audit.report.context import Context
from timeout_audit.report.fingerprint import fingerprints
from timeout_audit.report.source import Sources
from timeout_audit.report.summary import severities


def render(audit: Audit, context: Context) -> str:
    """The report as one JSON document, indented."""
    document = msgspec.json.encode(_Writer(audit, context).report())
    return msgspec.json.format(document, indent=2).decode() + "\n"


def _text(text: str) -> str:
    """JSON is UTF-8: the undecodable bytes of a file name are written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def _place(place: Place) -> interface.Place:
    return interface.Place(_text(place.path), place.line, place.column)


def _place_or_none(place: Place | None) -> interface.Place | None:
    return None if place is None else _place(place)


def _places(places: Iterable[Place]) -> tuple[interface.Place, ...]:
    return tuple(_place(place) for place in places)


def _numbers(found: tuple[waits.Wait, ...]) -> interface.Waits:
    marks = count(found)
    return interface.Waits(
        len(found), marks[Mark.BOUNDED], marks[Mark.DEFAULT], marks[Mark.MISSING], marks[Mark.UNKNOWN]
    )


class _Writer:
    def __init__(self, audit: Audit, context: Context) -> None:
        self._audit = audit
        self._context = context

    def report(self) -> interface.Report:
        audit = self._audit
        silenced = [suppressed.finding for suppressed in audit.suppressed]
        names = fingerprints((*audit.findings, *silenced), Sources(audit.project.root, audit.project.buffers))
        findings = tuple(self._finding(finding, next(names)) for finding in audit.findings)
        return interface.Report(
            schema=1,
            tool=interface.Tool("timeout-audit", self._context.version),
            root=_text(audit.project.root),
            language=self._context.language,
            waits=tuple(self._wait(wait) for wait in audit.project.waits),
            findings=findings,
            ignored=tuple(
                interface.Ignored(
                    self._finding(suppressed.finding, next(names)),
                    _text(suppressed.reason),
                    "file" if suppressed.external else "comment",
                )
                for suppressed in audit.suppressed
            ),
            problems=tuple(
                interface.Problem(_text(problem.path), problem.line, self._say(problem.message))
                for problem in audit.problems
            ),
            summary=self._summary(),
        )

    def _say(self, message: Message) -> str:
        return _text(message.render(self._context.translate))

    def _maybe(self, message: Message | None) -> str | None:
        return None if message is None else self._say(message)

    def _summary(self) -> interface.Summary:
        found = self._audit.project.waits
        layers = {layer: tuple(wait for wait in found if wait.layer is layer) for layer in waits.Layer}
        numbers = severities(self._audit.findings)
        return interface.Summary(
            files=self._audit.files,
            waits=_numbers(found),
            layers={layer: _numbers(part) for layer, part in layers.items() if part},
            findings=interface.Findings(**{severity.value: number for severity, number in numbers.items()}),
            ignored=self._audit.ignored,
            problems=len(self._audit.problems),
        )

    def _wait(self, wait: waits.Wait) -> interface.Wait:
        return interface.Wait(
            layer=wait.layer,
            api=_text(wait.api),
            path=_text(wait.place.path),
            line=wait.place.line,
            column=wait.place.column,
            end_line=wait.place.end_line or None,
            end_column=wait.place.end_column or None,
            bound=self._bound(wait.bound),
            parameter=_text(wait.parameter),
            role=wait.role,
            library=_text(wait.library),
            version=_text(wait.version),
            function=_text(wait.function),
            blocks=wait.blocks,
            confidence=wait.confidence,
            also=_places(wait.also),
            notes=tuple(self._say(note) for note in wait.notes),
            docs=wait.docs,
        )

    def _bound(self, bound: waits.Bound) -> interface.Bound:
        return interface.Bound(
            state=bound.state,
            seconds=bound.seconds,
            expression=None if bound.expression is None else _text(bound.expression),
            source=_place_or_none(bound.source),
            reason=self._maybe(bound.reason),
            steps=tuple(interface.Step(self._say(step.text), _place_or_none(step.place)) for step in bound.steps),
        )

    def _finding(self, finding: model.Finding, fingerprint: str) -> interface.Finding:
        return interface.Finding(
            code=finding.code,
            name=finding.name,
            severity=finding.severity,
            confidence=finding.confidence,
            layer=finding.layer,
            path=_text(finding.place.path),
            line=finding.place.line,
            column=finding.place.column,
            end_line=finding.place.end_line or None,
            end_column=finding.place.end_column or None,
            message=self._say(finding.message),
            fix=self._maybe(finding.fix),
            remedy=None if finding.remedy is None else self._remedy(finding.remedy),
            also=_places(finding.also),
            docs=finding.docs,
            fingerprint=fingerprint,
        )

    def _remedy(self, remedy: waits.Remedy) -> interface.Remedy:
        return interface.Remedy(
            kind=remedy.kind,
            keyword=_text(remedy.keyword),
            value=_text(remedy.value),
            place=_place_or_none(remedy.place),
            unsafe=self._maybe(remedy.unsafe),
        )
