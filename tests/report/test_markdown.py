import re

import pytest
from msgspec.structs import replace

from tests.report import sample
from timeout_audit.model.finding import Finding, Problem, Severity
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit, Project
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.report.context import Context
from timeout_audit.report.registry import render


def large(number: int, text: str) -> Audit:
    places = [Place(f"{text}/{index:05}.py", index, 1) for index in range(1, number + 1)]
    findings = tuple(
        Finding(
            "TA401",
            "http-timeout-unset",
            Severity.ERROR,
            Layer.HTTP,
            place,
            msg("{text}", text=text),
            msg("{text}", text=text),
        )
        for place in places
    )
    waits = tuple(sample.wait(Layer.HTTP, f"{text}.{place.line}", State.NONE, place) for place in places)
    problems = tuple(Problem(place.path, place.line, msg("{text}", text=text)) for place in places)
    return Audit(Project("/nowhere", waits), findings, problems, number)


@pytest.mark.parametrize("checklist", ["short", "full"])
@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "a"), (200, "app"), (5_000, "app"), (300, "x" * 5_000), (300, "|`<@#" * 300), (50, "名" * 4_000)],
)
def test_it_fits_into_a_comment_and_says_what_does_not(number: int, text: str, checklist: str) -> None:
    comment = render("markdown", large(number, text), Context(checklist=checklist))  # type: ignore[arg-type]
    assert len(comment) < 65_000
    left = sum(int(count) for count in re.findall(r"^(\d+) more finding", comment, re.MULTILINE))
    assert len(re.findall(r"^\| error \|", comment, re.MULTILINE)) + left == number
    problems = sum(int(count) for count in re.findall(r"^(\d+) more problem", comment, re.MULTILINE))
    assert len(re.findall(r"^- `[^\[]", comment, re.MULTILINE)) + problems >= number or "`" in text
    assert comment.count("<details>") == comment.count("</details>") == 1
    if number > 1_000:
        assert left > 0
        assert "more line" in comment


def test_the_worst_come_first() -> None:
    audit = sample.audit("/nowhere")
    rows = re.findall(r"^\| (error|warning|note) \|", render("markdown", audit, Context()), re.MULTILINE)
    assert rows == ["error"] * 6 + ["warning"] * 3 + ["note"]


def test_without_findings_there_is_no_table() -> None:
    audit = replace(sample.audit("/nowhere"), findings=(), problems=())
    comment = render("markdown", audit, Context())
    assert comment.startswith("## timeout-audit: every wait has a bound\n")
    assert "|---|" not in comment
    assert "<details>" in comment


def test_the_checklist_can_be_left_out() -> None:
    assert "<details>" not in render("markdown", sample.audit("/nowhere"), Context(checklist="none"))
