import re

from msgspec.structs import replace

from tests.report import sample
from timeout_audit.model.finding import Finding, Problem, Severity
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit, Project
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer
from timeout_audit.report.context import Context
from timeout_audit.report.registry import render


def many(numbers: dict[Severity, int], problems: int = 0) -> Audit:
    findings = tuple(
        Finding("TA401", "x-y", severity, Layer.HTTP, Place("a.py", line, 1), msg("it waits"))
        for severity, number in numbers.items()
        for line in range(1, number + 1)
    )
    troubles = tuple(Problem("b.py", line, msg("bad")) for line in range(1, problems + 1))
    return Audit(Project("/nowhere", ()), findings, troubles, 1)


def kinds(output: str) -> dict[str, int]:
    found = re.findall(r"^::(\w+) ", output, re.MULTILINE)
    return {kind: found.count(kind) for kind in found}


def test_as_many_annotations_as_github_shows_and_the_rest_in_the_log() -> None:
    output = render("github", many({Severity.ERROR: 12, Severity.WARNING: 11, Severity.NOTE: 3}), Context())
    assert kinds(output) == {"error": 10, "warning": 10, "notice": 3}
    assert "3 further findings, for which GitHub shows no annotations:\n" in output
    assert output.count("\n  a.py:") == 3


def test_one_left_is_one() -> None:
    output = render("github", many({Severity.ERROR: 11}), Context())
    assert "1 further finding, for which GitHub shows no annotation:\n  a.py:11:1 error TA401 it waits\n" in output


def test_problems_take_what_is_left_of_the_warnings() -> None:
    output = render("github", many({Severity.WARNING: 8}, problems=4), Context())
    assert kinds(output) == {"warning": 10}
    assert output.count("\nb.py:") == 2


def test_an_annotation(audit: Audit) -> None:
    finding = next(finding for finding in audit.findings if finding.code == "TA401")
    output = render("github", replace(audit, findings=(finding,), problems=()), Context())
    assert output.splitlines()[0] == (
        "::error file=app/clients.py,line=5,col=12,endLine=5,endColumn=38,title=TA401 http-timeout-unset::"
        "requests.post() waits for ever when the other side does not answer: no timeout reaches it; "
        "inside async def that stops the whole worker%0Arequests.post(url, json={}, timeout=10)"
    )
    assert output.splitlines()[-1].startswith("1 finding (1 error) in 34 files; ")


def test_nothing_found_is_one_line() -> None:
    assert render("github", replace(sample.audit("/"), findings=(), problems=()), Context()).count("\n") == 1
