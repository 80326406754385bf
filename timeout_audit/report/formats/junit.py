"""For test reports: each place that waits is a test case, which fails where there is a finding."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Layer, State, Wait
from timeout_audit.report.checklist import bound_words
from timeout_audit.report.context import Context
from timeout_audit.report.escape import printable
from timeout_audit.report.order import everything

_Key = tuple[Layer | None, Place]


def render(audit: Audit, context: Context) -> str:
    """A suite for each layer. Errors and warnings are failures; what is unknown, and notes, are skipped tests."""
    waits: dict[_Key, list[Wait]] = {}
    for wait in audit.project.waits:
        waits.setdefault((wait.layer, wait.place), []).append(wait)
    findings: dict[_Key, list[Finding]] = {}
    for finding in everything(audit):
        findings.setdefault((finding.layer, finding.place), []).append(finding)
    keys = sorted({*waits, *findings}, key=lambda key: key[1])
    root = ET.Element("testsuites", name="timeout-audit")
    for layer in (*Layer, None):
        cases = [_case(key, waits.get(key, []), findings.get(key, []), context) for key in keys if key[0] is layer]
        if cases:
            suite = ET.SubElement(root, "testsuite", name=layer.value if layer else "timeout-audit")
            suite.extend(cases)
            _count(suite)
    _count(root)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _count(element: ET.Element) -> None:
    element.set("tests", str(sum(1 for _ in element.iter("testcase"))))
    element.set("failures", str(sum(1 for _ in element.iter("failure"))))
    element.set("errors", "0")
    element.set("skipped", str(sum(1 for _ in element.iter("skipped"))))
    element.set("time", "0")


def _case(key: _Key, waits: list[Wait], findings: list[Finding], context: Context) -> ET.Element:
    place = key[1]
    what = waits[0].api if waits else findings[0].name
    case = ET.Element(
        "testcase",
        classname=printable(place.path),
        name=printable(f"{what} {place}:{place.column}"),
        file=printable(place.path),
        line=str(place.line),
        time="0",
    )
    failures = [finding for finding in findings if finding.severity is not Severity.NOTE]
    if failures:
        first = failures[0]
        failure = ET.SubElement(
            case, "failure", type=first.code, message=printable(first.message.render(context.translate))
        )
        failure.text = "\n".join(line for finding in failures for line in _story(finding, context))
    elif unknown := next((wait for wait in waits if wait.bound.state is State.UNKNOWN), None):
        ET.SubElement(case, "skipped", message=printable(bound_words(unknown).render(context.translate)))
    elif findings:
        ET.SubElement(case, "skipped", message=printable(findings[0].message.render(context.translate)))
    return case


def _story(finding: Finding, context: Context) -> Iterator[str]:
    def say(message: Message) -> str:
        return printable(message.render(context.translate))

    yield printable(f"{finding.place}:{finding.place.column} {finding.code} {finding.name}")
    yield say(finding.message)
    if finding.fix is not None:
        yield f"{say(msg('fix'))}: {say(finding.fix)}"
