"""For code scanning: SARIF 2.1.0."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import msgspec

from timeout_audit.model.documentation import Documentation
from timeout_audit.model.finding import Finding, Problem, Severity, Suppressed
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit
from timeout_audit.report.context import Context
from timeout_audit.report.escape import printable
from timeout_audit.report.explain import document
from timeout_audit.report.fingerprint import fingerprints
from timeout_audit.report.links import file_uri
from timeout_audit.report.source import Sources

_Json = dict[str, object]
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "SRCROOT"


def render(audit: Audit, context: Context) -> str:
    """One run, with the documentation of its rules and the suppressions' reasons.

    Columns count code points and say so (``columnKind``); URIs are relative to ``SRCROOT``.
    """
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_Run(audit, context).run()]}
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n"


class _Run:
    def __init__(self, audit: Audit, context: Context) -> None:
        self._audit = audit
        self._context = context
        self._silenced = {id(suppressed.finding): suppressed for suppressed in audit.suppressed}
        self._findings = (*audit.findings, *(suppressed.finding for suppressed in audit.suppressed))
        documented = {page.rule.code: page for page in context.rules()}
        names = {finding.code: finding.name for finding in self._findings}
        self._codes = sorted({*documented, *names})
        self._rules = [_rule(code, names.get(code, ""), documented.get(code), context) for code in self._codes]

    def run(self) -> _Json:
        driver: _Json = {"name": "timeout-audit", "rules": self._rules}
        if self._context.version:
            driver["version"] = self._context.version
        names = fingerprints(self._findings, Sources(self._audit.project.root, self._audit.project.buffers))
        return {
            "tool": {"driver": driver},
            "automationDetails": {"id": "timeout-audit/"},
            "language": self._context.language,
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {_ROOT: {"uri": file_uri(self._audit.project.root) + "/"}},
            "invocations": [
                {
                    "executionSuccessful": True,
                    "toolExecutionNotifications": [self._notification(problem) for problem in self._audit.problems],
                }
            ],
            "results": [self._result(finding, name) for finding, name in zip(self._findings, names, strict=True)],
        }

    def _notification(self, problem: Problem) -> _Json:
        region = {"region": {"startLine": problem.line}} if problem.line else {}
        place = {"physicalLocation": {"artifactLocation": _artifact(problem.path), **region}}
        text = printable(problem.message.render(self._context.translate))
        return {"level": "warning", "message": {"text": text}, "locations": [place]}

    def _result(self, finding: Finding, name: str) -> _Json:
        text = printable(finding.message.render(self._context.translate))
        if finding.fix is not None:
            text += f"\n{printable(finding.fix.render(self._context.translate))}"
        result: _Json = {
            "ruleId": finding.code,
            "ruleIndex": self._codes.index(finding.code),
            "level": finding.severity.value,
            "message": {"text": text},
            "locations": [_location(finding.place)],
            "partialFingerprints": {"timeoutAudit/v1": name},
            "properties": {
                "confidence": finding.confidence.value,
                **({"layer": finding.layer.value} if finding.layer else {}),
            },
        }
        if finding.also:
            result["relatedLocations"] = [{"id": index, **_location(place)} for index, place in enumerate(finding.also)]
        if suppressed := self._silenced.get(id(finding)):
            result["suppressions"] = [_suppression(suppressed)]
        return result


def _rule(code: str, name: str, page: Documentation | None, context: Context) -> _Json:
    if page is None:
        return {"id": code, "name": name, "shortDescription": {"text": name.replace("-", " ")}}
    title = context.translate(page.title)
    return {
        "id": code,
        "name": page.rule.name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "help": {"text": document(page, context.translate), "markdown": document(page, context.translate)},
        "defaultConfiguration": {"level": page.rule.severity.value},
        "properties": {
            "tags": ["reliability", page.rule.layer],
            "precision": "medium" if page.rule.severity is Severity.NOTE else "high",
            "problem.severity": {"note": "recommendation"}.get(page.rule.severity.value, page.rule.severity.value),
        },
    }


def _suppression(suppressed: Suppressed) -> _Json:
    kind = "external" if suppressed.external else "inSource"
    return {"kind": kind, **({"justification": printable(suppressed.reason)} if suppressed.reason else {})}


def _artifact(path: str) -> _Json:
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": _ROOT}


def _location(place: Place) -> _Json:
    region: _Json = dict(_region(place))
    return {"physicalLocation": {"artifactLocation": _artifact(place.path), "region": region}}


def _region(place: Place) -> Iterator[tuple[str, object]]:
    yield "startLine", place.line
    yield "startColumn", place.column
    if place.end_line and place.end_column:
        yield "endLine", place.end_line
        yield "endColumn", place.end_column
