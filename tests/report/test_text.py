import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.report import sample
from timeout_audit.model.finding import Finding, Problem, Severity
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit, Project
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.report.checklist import checklist, count
from timeout_audit.report.context import Context, Terminal, terminal_of
from timeout_audit.report.frame import cells, frame
from timeout_audit.report.registry import render
from timeout_audit.report.source import Sources
from timeout_audit.report.statistics import statistics


def found(place: Place) -> Finding:
    return Finding("TA401", "http-timeout-unset", Severity.ERROR, Layer.HTTP, place, msg("it waits"))


def test_plain_text_has_no_escapes_and_needs_no_rich(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.report import sample;"
        "from timeout_audit.report.registry import render; from timeout_audit.report.context import Context;"
        f"sample.write(Path({str(tmp_path)!r})); out = render('text', sample.audit({str(tmp_path)!r}), Context());"
        "assert '\\x1b' not in out and 'TA401' in out;"
        "print([name for name in ('rich', 'pygments', 'gettext', 'xml', 'libcst') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"


def test_every_finding_has_its_place_its_reason_and_its_fix(audit: Audit) -> None:
    output = render("text", audit, Context())
    for finding in audit.findings:
        place = f"{finding.place.path}:{finding.place.line}:{finding.place.column}"
        head = f"{place} {finding.severity.value} {finding.code} {finding.name}\n"
        assert head in output
        block = output.partition(head)[2].partition("\n\n")[0]
        assert f"  {finding.message}" in block
        assert (f"  fix: {finding.fix}" in block) == (finding.fix is not None)
        assert all(str(place) in block for place in finding.also)


def test_what_is_said_twice_of_a_file_is_said_once(audit: Audit) -> None:
    places = [Place("app/settings.py", line) for line in (3, 1, 2)]
    findings = tuple(found(place) for place in (*places, Place("app/other.py", 1)))
    output = render("text", replace(audit, findings=findings), Context())
    heads = [f"app/settings.py:{line}:1 error TA401 http-timeout-unset\n" for line in (1, 2, 3)]
    assert all(head in output for head in heads)
    assert f"  it waits\n  the same again:\n{heads[1]}{heads[2]}\n" in output
    assert output.count("  it waits\n") == 2


def test_a_problem_of_a_whole_file_has_no_line(audit: Audit) -> None:
    problem = Problem("pipe.py", 0, msg("not audited"))
    assert "\npipe.py not audited\n" in render("text", replace(audit, problems=(problem,)), Context())


def test_the_underline_stands_below_what_it_means() -> None:
    lines = render("text", sample.audit("/nowhere"), Context()).splitlines()
    assert not [line for line in lines if line.strip().startswith("|")]


@pytest.mark.parametrize(
    ("line", "start", "end", "marked"),
    [
        ("    return get(url)", 12, 20, "get(url)"),
        ("\tget(名前)", 2, 9, "get(名前)"),
        ("名前 = get(1)", 6, 12, "get(1)"),
        ("x = e\u0301e\u0301 or get(1)", 13, 19, "get(1)"),
        ("a" * 300 + " get(1)", 302, 308, "get(1)"),
        ("get(1)" + " # " + "b" * 300, 1, 7, "get(1)"),
        ("x = '\x1b[1m'; get(1)", 13, 19, "get(1)"),
    ],
)
def test_the_underlined_cells_are_the_marked_characters(
    line: str, start: int, end: int, marked: str, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text(line, "utf-8")
    (row,) = frame(Sources(str(tmp_path)), Place("a.py", 1, start, 1, end), 80)
    assert cells(row.text) <= 80
    shown = ""
    cell = 0
    for char in row.text:
        if row.start <= cell < row.end:
            shown += char
        cell += cells(char)
    assert shown == marked


def test_a_span_longer_than_the_line_ends_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("call(\n    1,\n    2,\n    3,\n    4,\n)\n", "utf-8")
    rows = frame(Sources(str(tmp_path)), Place("a.py", 1, 1, 6, 2))
    assert [(row.number, row.text) for row in rows] == [(1, "call("), (2, "    1,"), (3, "    2,")]
    assert [(row.start, row.end) for row in rows] == [(0, 5), (0, 0), (0, 0)]


@pytest.mark.parametrize(
    "place",
    [
        Place("missing.py", 1, 1),
        Place("folder", 1, 1),
        Place("binary.py", 1, 1),
        Place("huge.py", 1, 1),
        Place("pipe", 1, 1),
        Place("short.py", 99, 1),
        Place("short.py", 0, 1),
        Place("nul\0name.py", 1, 1),
        Place("\udcff.py", 1, 1),
        Place("/", 1, 1),
    ],
)
def test_a_line_that_cannot_be_read_is_left_out(place: Place, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.py").write_bytes(b"x = 1\0\n")
    (tmp_path / "short.py").write_text("x\n")
    with (tmp_path / "huge.py").open("wb") as huge:
        huge.truncate(5_000_000)
    os.mkfifo(tmp_path / "pipe")
    audit = Audit(Project(str(tmp_path), ()), (found(place),), (), 1)
    assert "it waits" in render("text", audit, Context())
    assert "|" not in render("text", audit, Context())


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"# coding: latin-1\nx = '\xe9'\n", "x = 'é'"),
        (b"\n# -*- coding: nonsense -*-\n", "# -*- coding: nonsense -*-"),
        (b"\n\xff\n", "�"),
        (b"\xef\xbb\xbf\nbom\n", "bom"),
        ("\nwide\n".encode("utf-16"), "wide"),
        (b"\r\nline\r\n", "line"),
        (b"\rline\r", "line"),
        (b"\nform\x0cfeed\xe2\x80\xa8line\n", "form\x0cfeed\u2028line"),
        (b"# coding: rot13\nx\n", "x"),
    ],
)
def test_lines_are_those_of_python(data: bytes, shown: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(data)
    assert Sources(str(tmp_path)).line("a.py", 2) == shown


@pytest.mark.parametrize(
    ("is_terminal", "environ", "expected"),
    [
        (True, {}, Terminal(100, colour=True, links=True)),
        (True, {"NO_COLOR": "1"}, Terminal(100, colour=False, links=False)),
        (True, {"NO_COLOR": ""}, Terminal(100, colour=True, links=True)),
        (True, {"TERM": "dumb"}, None),
        (False, {}, None),
        (False, {"FORCE_COLOR": "1"}, Terminal(100, colour=True, links=False)),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, Terminal(100, colour=False, links=False)),
    ],
)
def test_who_gets_colours(is_terminal: bool, environ: dict[str, str], expected: Terminal | None) -> None:
    assert terminal_of(is_terminal, environ, lambda: 100) == expected


def test_a_terminal_without_colour_gets_no_escapes(audit: Audit) -> None:
    output = render("text", audit, Context(terminal=Terminal(60, colour=False, links=False)))
    assert "\x1b" not in output
    assert max(map(cells, output.splitlines())) <= 60


def test_links_lead_to_the_files(audit: Audit) -> None:
    linked = render("text", audit, Context(terminal=Terminal(80)))
    assert f"file://{audit.project.root}/app/clients.py" in linked
    assert "https://requests.readthedocs.io/" in linked
    assert "]8;" not in render("text", audit, Context(terminal=Terminal(80, links=False)))


def waits(number: int, state: State = State.EXPLICIT) -> Audit:
    calls = tuple(
        sample.wait(Layer.HTTP, f"library.call{index % 20:02}", state, Place("app.py", index, 1), seconds=10.0)
        for index in range(1, number + 1)
    )
    return Audit(Project("/nowhere", calls), (), (), 1)


def test_a_long_checklist_is_folded_and_says_so() -> None:
    audit = waits(100)
    short = render("text", audit, Context())
    full = render("text", audit, Context(checklist="full"))
    assert "  [x] 5  library.call00  10 s  app.py:20, app.py:40, app.py:60 and 2 more\n" in short
    assert "\n64 places are not shown: --checklist full shows them\n" in short  # 12 of 20 items, 3 of 5 places
    assert short.count("app.py:") == 36
    assert full.count("app.py:") == 100
    assert "not shown" not in full


def test_the_checklist_can_be_left_out(audit: Audit) -> None:
    assert "[ ]" not in render("text", audit, Context(checklist="none"))


def test_the_checklist_counts_every_wait_once(audit: Audit) -> None:
    sections = checklist(audit.project.waits, str)
    assert sum(len(item.places) for section in sections for item in section.items) == len(audit.project.waits)
    numbers = [section.counts for section in sections]
    totals = {mark: sum(number[mark] for number in numbers) for mark in numbers[0]}
    assert totals == count(audit.project.waits)


def test_the_summary_of_an_audit_without_findings() -> None:
    lines = render("text", waits(2), Context()).splitlines()
    assert lines[-1] == "no findings in 1 file; 2 waits: 2 bounded"


def test_an_empty_audit_is_one_line() -> None:
    empty = Audit(Project("/nowhere", ()), (), (), 0)
    assert render("text", empty, Context()) == "no findings in 0 files; 0 waits\n"


def test_a_fix_of_several_lines_keeps_them() -> None:
    finding = replace(found(Place("a.py", 1, 1)), fix=msg("first\nsecond\x1b"))
    output = render("text", Audit(Project("/nowhere", ()), (finding,), (), 1), Context())
    assert "  fix: first\n    second\\x1b\n" in output


def test_statistics_count_by_rule(audit: Audit) -> None:
    lines = statistics(audit, Context()).splitlines()
    assert lines[:2] == ["2  TA401  http-timeout-unset", "1  TA202  database-timeout-ineffective"]
    assert len(lines) == len({finding.code for finding in audit.findings}) + 1
    assert lines[-1] == render("text", audit, Context()).splitlines()[-2]


def test_statistics_of_nothing() -> None:
    assert statistics(waits(1), Context()) == "no findings in 1 file; 1 wait: 1 bounded\n"
