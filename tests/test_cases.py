"""Every literate case through the command, and the laws that hold for all of them."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cases import CASES, Case, all_cases
from tests.command import run

EVERY = pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.source.stem}:{case.line}")
FINDING = [case for case in all_cases() if case.expected]
FINDINGS = pytest.mark.parametrize("case", FINDING, ids=lambda case: f"{case.source.stem}:{case.line}")


def audited(root: Path) -> dict[str, Any]:
    """The report on a case that was laid out below ``root``."""
    done = run("--format", "json", ".", cwd=root)
    assert done.status in {0, 1}, done.err
    report: dict[str, Any] = json.loads(done.out)
    return report


def found(report: dict[str, Any]) -> list[str]:
    """The findings of a report as a case writes them."""
    return [f"{one['path']}:{one['line']}:{one['column']} {one['code']}" for one in report["findings"]]


def laid(case: Case, root: Path) -> Path:
    """The case as a repository of its own."""
    folder = root / "case"
    folder.mkdir(parents=True)
    case.write(folder)
    return folder


@EVERY
def test_a_case_is_found_to_line_and_column(case: Case, tmp_path: Path) -> None:
    report = audited(laid(case, tmp_path))
    assert found(report) == case.expected
    for block, key in (("says", "message"), ("advises", "fix")):
        for line in case.blocks.get(block, "").splitlines():
            place, _, words = line.partition(" ")
            texts = [one[key] or "" for one in report["findings"] if f"{one['path']}:{one['line']}" == place]
            assert any(words in text for text in texts), (line, texts)
    if "problems" in case.blocks:
        problems = [f"{one['path']}:{one['line']}" for one in report["problems"]]
        assert problems == case.blocks["problems"].split()
    if "waits" in case.blocks:
        there = {text for wait in report["waits"] for text in _waits(wait)}
        assert [line for line in case.blocks["waits"].splitlines() if line.strip() and line not in there] == []


def _waits(wait: dict[str, Any]) -> list[str]:
    """A wait as a case may state it: with its seconds or without, with its reason or without."""
    seconds, reason = wait["bound"]["seconds"], wait["bound"]["reason"]
    text = f"{wait['path']}:{wait['line']}:{wait['column']} {wait['layer']} {wait['api']} {wait['bound']['state']}"
    texts = [text] if seconds is None else [text, f"{text} {seconds:g}"]
    return texts if reason is None else [*texts, f"{texts[-1]}: {reason}"]


@FINDINGS
def test_suppressed_is_silent(case: Case, tmp_path: Path) -> None:
    root = laid(case, tmp_path)
    before = found(audited(root))
    done = run("--add-ignores", "a reason", ".", cwd=root)
    after = audited(root)
    refused = {line.split(": ")[1] for line in done.err.splitlines() if "would change" in line or "no comments" in line}
    loud = [one for one in found(after) if not one.endswith(_of_the_audit(one))]
    assert {":".join(one.split(":")[:2]) for one in loud} <= refused, (before, done.err)
    assert [one for one in after["findings"] if one["code"] in {"TA901", "TA902", "TA903"} and not _audited(case)] == []


def _of_the_audit(line: str) -> str:
    return line.rpartition(" ")[2] if " TA9" in line else "\0"


def _audited(case: Case) -> bool:
    """Whether the case is about suppressions itself."""
    return any("timeout-audit:" in text for text in case.files.values())


@FINDINGS
def test_shifted_by_a_line_is_shifted_by_a_line(case: Case, tmp_path: Path) -> None:
    shifted = {
        path: text if text.startswith("#") or path.endswith((".toml", ".json")) else f"\n{text}"
        for path, text in case.files.items()
    }
    moved = {path for path, text in shifted.items() if text != case.files[path]}
    before = found(audited(laid(case, tmp_path)))
    root = laid(Case(case.title, case.source, case.line, shifted, case.blocks), tmp_path / "shifted")
    assert found(audited(root)) == [_shift(line, moved) for line in before]


def _shift(line: str, moved: set[str]) -> str:
    path, number, rest = line.split(":", 2)
    return f"{path}:{int(number) + 1}:{rest}" if path in moved else line


@FINDINGS
def test_a_renamed_import_is_the_same_finding(case: Case, tmp_path: Path) -> None:
    taken = set[str]().union(*map(_taken, case.files.values()))
    files = {path: _renamed(text, taken) if path.endswith(".py") else text for path, text in case.files.items()}
    if files == case.files:
        pytest.skip("nothing is imported here under its plain name")
    before = found(audited(laid(case, tmp_path)))
    root = laid(Case(case.title, case.source, case.line, files, case.blocks), tmp_path / "renamed")
    assert sorted(map(_without_column, found(audited(root)))) == sorted(map(_without_column, before))


def _without_column(line: str) -> str:
    return re.sub(r":\d+ ", " ", line)


def _taken(text: str) -> set[str]:
    """What a file takes by name from other modules: there it is no name of the file alone."""
    return {
        name.strip() for names in re.findall(r"^from \S+ import (.+)", text, re.MULTILINE) for name in names.split(",")
    }


def _renamed(text: str, taken: set[str]) -> str:
    """The file with every ``import x`` under another name, where that is the only meaning of ``x`` in it."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return text
    nodes = list(ast.walk(tree))
    plain = {
        alias.name
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
        if "." not in alias.name and not alias.asname
    }
    bound = {alias.asname or alias.name.partition(".")[0] for node in nodes for alias in _aliases(node)}
    bound |= {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    bound |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    # A quoted annotation names it too, and stays as it is.
    quoted = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    bound |= {text.partition(".")[0] for text in quoted} | taken
    edits: list[tuple[int, int, str, str]] = []
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in plain - bound:
            edits.append((node.lineno, node.col_offset, node.id, f"{node.id}_2"))
        elif isinstance(node, ast.Import):
            edits += (
                (alias.lineno, alias.col_offset, alias.name, f"{alias.name} as {alias.name}_2")
                for alias in node.names
                if alias.name in plain - bound
            )
    lines = [line.encode() for line in text.split("\n")]
    for number, column, old, new in sorted(edits, reverse=True):
        line = lines[number - 1]
        if line[column : column + len(old)] == old.encode():  # in an f-string old Pythons give other places
            lines[number - 1] = line[:column] + new.encode() + line[column + len(old) :]
    return b"\n".join(lines).decode()


def _aliases(node: ast.AST) -> list[ast.alias]:
    """The names that a statement imports, other than by a plain ``import x``."""
    if isinstance(node, ast.ImportFrom):
        return node.names
    if isinstance(node, ast.Import):
        return [alias for alias in node.names if "." in alias.name or alias.asname]
    return []


def test_every_case_file_has_cases() -> None:
    assert set(CASES.rglob("*.md")) == {case.source for case in all_cases()}
