"""GitLab, JUnit, Checkstyle and reviewdog."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from junitparser import JUnitXml
from msgspec.structs import replace

from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit
from timeout_audit.model.wait import State
from timeout_audit.report.context import Context
from timeout_audit.report.fingerprint import fingerprints
from timeout_audit.report.registry import format_names, render
from timeout_audit.report.source import Sources


def array(text: str) -> list[dict[str, Any]]:
    loaded = json.loads(text)
    assert isinstance(loaded, list)
    return loaded


POSITION = {
    "type": "object",
    "required": ["line", "column"],
    "additionalProperties": False,
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format, and its severities.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "positions"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/]"},
                    "positions": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {"begin": POSITION, "end": POSITION},
                    },
                },
            },
        },
    },
}


def test_gitlab_has_the_shape_that_gitlab_documents(audit: Audit) -> None:
    issues = array(render("gitlab", audit, Context()))
    Draft202012Validator(GITLAB).validate(issues)
    assert len(issues) == len(audit.findings) + len(audit.problems)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert {issue["check_name"].partition(" ")[0]: issue["severity"] for issue in issues} == {
        "TA202": "major",
        "TA302": "major",
        "TA401": "major",
        "TA403": "major",
        "TA501": "major",
        "TA301": "minor",
        "TA402": "minor",
        "TA900": "minor",
        "TA901": "minor",
        "TA405": "info",
    }


def test_junit_is_read_by_its_consumers(audit: Audit) -> None:
    report = JUnitXml.fromstring(render("junit", audit, Context()).encode())
    places = {(wait.layer, wait.place) for wait in audit.project.waits}
    assert (
        report.tests == len(places) + 2
    )  # a finding about the audit itself is no wait, nor is a file that it could not read
    assert (report.failures, report.skipped, report.errors) == (9, 1, 0)
    by_suite = {suite.name: suite for suite in report}
    assert list(by_suite) == ["server", "database", "cache", "broker", "http", "response", "timeout-audit"]
    assert sum(suite.failures for suite in report) == 9
    names = [(suite.name, case.classname, case.name) for suite in report for case in suite]
    assert len(set(names)) == len(names)


def test_junit_fails_where_there_is_a_finding(audit: Audit) -> None:
    root = ET.fromstring(render("junit", audit, Context()))  # noqa: S314 - our own
    case = next(case for case in root.iter("testcase") if case.get("file") == "app/queue.py")
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("type") == "TA302", "the worst"
    assert "TA301 socket-timeout-unset" in (failure.text or "")
    passed = [case for case in root.iter("testcase") if not list(case)]
    bounded = [wait for wait in audit.project.waits if wait.bound.state is State.EXPLICIT]
    assert len(passed) >= len(bounded)


def test_checkstyle_lists_findings_by_file(audit: Audit) -> None:
    root = ET.fromstring(render("checkstyle", audit, Context()))  # noqa: S314 - our own
    assert (root.tag, root.get("version")) == ("checkstyle", "4.3")
    names = [file.get("name") for file in root]
    paths = {finding.place.path for finding in audit.findings} | {problem.path for problem in audit.problems}
    assert names == sorted(paths)
    errors = list(root.iter("error"))
    assert len(errors) == len(audit.findings) + len(audit.problems)
    assert {error.get("severity") for error in errors} == {"error", "warning", "info"}
    assert all(re.fullmatch(r"timeout-audit\.TA\d{3}", error.get("source", "")) for error in errors)
    assert all(int(error.get("line", "0")) > 0 and int(error.get("column", "0")) > 0 for error in errors)


# https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
POINT = {
    "type": "object",
    "required": ["line"],
    "additionalProperties": False,
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
RDJSON = {
    "type": "object",
    "required": ["source", "diagnostics"],
    "additionalProperties": False,
    "properties": {
        "source": {"type": "object", "required": ["name"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location", "severity", "code"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string"},
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {
                        "type": "object",
                        "required": ["value"],
                        "additionalProperties": False,
                        "properties": {"value": {"type": "string"}, "url": {"type": "string"}},
                    },
                    "location": {
                        "type": "object",
                        "required": ["path", "range"],
                        "additionalProperties": False,
                        "properties": {
                            "path": {"type": "string"},
                            "range": {
                                "type": "object",
                                "required": ["start"],
                                "additionalProperties": False,
                                "properties": {"start": POINT, "end": POINT},
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_rdjson_has_the_shape_that_reviewdog_documents(audit: Audit) -> None:
    document = json.loads(render("rdjson", audit, Context()))
    Draft202012Validator(RDJSON).validate(document)
    assert len(document["diagnostics"]) == len(audit.findings) + len(audit.problems)


def test_rdjson_counts_columns_in_bytes(audit: Audit) -> None:
    document = json.loads(render("rdjson", audit, Context()))
    (place,) = (
        found["location"]["range"]
        for found in document["diagnostics"]
        if found["location"]["path"] == "app/clients.py" and found["location"]["range"]["start"]["line"] == 13
    )
    line = (Path(audit.project.root) / "app/clients.py").read_bytes().split(b"\n")[12]
    assert line[place["start"]["column"] - 1 : place["end"]["column"] - 1].decode() == "requests.get(名前)"


def test_rdjson_gives_no_column_where_it_cannot_count(audit: Audit) -> None:
    lost = replace(audit.findings[0], place=Place("app/gone.py", 3, 5, 4, 6))
    document = json.loads(render("rdjson", replace(audit, findings=(lost,)), Context()))
    assert document["diagnostics"][0]["location"]["range"] == {"start": {"line": 3}, "end": {"line": 4}}


@pytest.mark.parametrize("name", format_names())
def test_what_could_not_be_audited_is_in_every_format(name: str, audit: Audit) -> None:
    """It fails the run, so a report without it would be a failure without a reason."""
    shown = render(name, replace(audit, findings=(), suppressed=()), Context())
    assert "broken.py" in shown.replace("\\", "")
    assert "this is no Python 3" in shown


def test_fingerprints_outlive_an_edit_elsewhere(audit: Audit) -> None:
    findings = [finding for finding in audit.findings if finding.place.path == "app/clients.py"]
    before = list(fingerprints(findings, Sources(audit.project.root)))
    path = Path(audit.project.root) / "app/clients.py"
    path.write_text("# new\n\n" + path.read_text("utf-8"), "utf-8")
    moved = [
        replace(finding, place=Place("app/clients.py", finding.place.line + 2, finding.place.column))
        for finding in findings
    ]
    assert list(fingerprints(moved, Sources(audit.project.root))) == before


def test_equal_lines_are_told_apart(audit: Audit) -> None:
    finding = audit.findings[0]
    names = list(fingerprints([finding, finding, finding], Sources(audit.project.root)))
    assert len(set(names)) == 3


def test_another_file_or_code_has_another_fingerprint(audit: Audit) -> None:
    finding = audit.findings[0]
    others = [replace(finding, code="TA999"), replace(finding, place=Place("other.py", 3, 10))]
    assert len({name for one in (finding, *others) for name in fingerprints([one], Sources("/nowhere"))}) == 3


def test_formats_are_found_by_listing_their_folder() -> None:
    assert format_names() == (
        "checkstyle",
        "github",
        "gitlab",
        "json",
        "junit",
        "markdown",
        "rdjson",
        "sarif",
        "text",
    )


def test_an_unknown_format_is_refused(audit: Audit) -> None:
    with pytest.raises(KeyError):
        render("__init__", audit, Context())
