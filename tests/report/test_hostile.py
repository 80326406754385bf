"""Every format, over a repository that attacks its readers."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from tests.report import hostile
from timeout_audit.report.context import Context, Terminal
from timeout_audit.report.escape import printable
from timeout_audit.report.registry import format_names, render

ATTACKS = hostile.ATTACKS


def output(name: str, root: Path, terminal: Terminal | None = None) -> str:
    return render(name, hostile.audit(str(root)), Context(checklist="full", terminal=terminal))


@pytest.mark.parametrize("name", format_names())
def test_no_format_lets_a_control_character_through(name: str, tmp_path: Path) -> None:
    shown = output(name, tmp_path)
    shown.encode("utf-8")
    if name != "json":  # which has escapes of its own
        assert all(line.isprintable() for line in shown.splitlines())
    assert "\x1b" not in shown
    assert "\r" not in shown


def test_a_terminal_obeys_nobody_else(tmp_path: Path) -> None:
    shown = output("text", tmp_path, Terminal(80, colour=True, links=False))
    assert set(re.findall(r"\x1b[^m]*m", shown)) <= set(re.findall(r"\x1b\[[\d;]*m", shown))
    assert re.sub(r"\x1b\[[\d;]*m", "", shown).replace("\n", "").isprintable()


def test_a_runner_obeys_nobody_else(tmp_path: Path) -> None:
    lines = output("github", tmp_path).splitlines()
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert all(re.match(r"::(error|warning|notice) file=[^:]*,title=[^:]*::", line) for line in commands)
    assert not [line for line in lines if "##[" in line and line not in commands]
    assert len(commands) == 20


def test_json_says_what_was_there(tmp_path: Path) -> None:
    report = json.loads(output("json", tmp_path))
    for attack, finding, wait in zip(ATTACKS, report["findings"], report["waits"], strict=True):
        expected = attack.encode("utf-8", "backslashreplace").decode()
        assert finding["message"] == finding["fix"] == wait["api"] == wait["bound"]["reason"] == expected


@pytest.mark.parametrize("name", ["junit", "checkstyle"])
def test_xml_says_what_was_there(name: str, tmp_path: Path) -> None:
    root = ET.fromstring(output(name, tmp_path))  # noqa: S314 - our own
    messages = {element.get("message") for element in root.iter() if element.get("message") is not None}
    assert {printable(attack) for attack in ATTACKS} <= messages


def test_markdown_is_a_table_and_a_list_and_nothing_else(tmp_path: Path) -> None:
    source = output("markdown", tmp_path)
    page = MarkdownIt("commonmark").enable("table").render(source)
    tags = set(re.findall(r"<(\w+)", page))
    assert tags <= {
        "h2",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "strong",
        "code",
        "ul",
        "li",
        "span",
        "details",
        "summary",
    }
    assert page.count("<tr>") == len(ATTACKS) + 1
    assert page.count("<td>") == 4 * len(ATTACKS)
    assert page.count("<details>") == page.count("</details>") == 1


@pytest.mark.parametrize("name", format_names())
def test_the_attacks_are_there(name: str, tmp_path: Path) -> None:
    """What the other tests look for would be missed in an output that has lost it."""
    assert "evil" in output(name, tmp_path)
