"""Files that hold no wait are answered for without the command line's library, in the command's own words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.command import Done
from tests.tree import lay
from timeout_audit import __main__ as entry
from timeout_audit import signs
from timeout_audit.cli import quick

PROJECT = {
    "service/clients.py": "import requests\n\n\ndef fetch(url):\n    return requests.get(url)\n",
    "service/plain.py": "import os\n\n\ndef name():\n    return os.name\n",
    "service/other.py": "from service.plain import name\n\nprint(name())\n",
    "pyproject.toml": "[project]\nname = 'service'\n",
    ".git/HEAD": "ref: refs/heads/main\n",
}


Said = Callable[..., tuple[bool, Done]]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = lay(tmp_path / "project", PROJECT)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(signs, "STEADY", -(10**15))  # what changes during a test is told apart by its time alone
    for name in ("LANGUAGE", "LC_ALL", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.setenv(name, "")
    return folder


@pytest.fixture
def said(root: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    """Runs the command by its entry, after an edit of plain.py: whether the answer was a quick one, and the answer."""
    edits, quickly = iter(range(1000)), list[bool]()
    answer = quick.answer

    def asked(files: Sequence[str], *, force_exclude: bool) -> int | None:
        status = answer(files, force_exclude=force_exclude)
        quickly.append(status is not None)
        return status

    monkeypatch.setattr(quick, "answer", asked)

    def run(*words: str) -> tuple[bool, Done]:
        with (root / "service/plain.py").open("a") as file:
            file.write(f"# {next(edits)}\n")
        monkeypatch.setattr(sys, "argv", ["timeout-audit", *words])
        quickly.clear()
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            entry.main()
        return any(quickly), Done(int(ended.value.code or 0), *capfd.readouterr())

    return run


QUICK = [
    ("service/plain.py",),
    ("--force-exclude", "service/plain.py"),
    ("service/plain.py", "service/other.py"),
]
NOT_QUICK = [
    ("service/clients.py",),
    ("service/plain.py", "service/clients.py"),
    ("service/plain.py", "--checklist", "full"),
    ("service/plain.py", "service/missing.py"),
    ("service",),
    ("audit", "service/plain.py"),
    ("--lang", "vi", "service/plain.py"),
]


@pytest.mark.parametrize("words", QUICK, ids=" ".join)
def test_files_without_a_wait_are_answered_for_at_once(words: tuple[str, ...], said: Said) -> None:
    said(".")
    said(*words)  # another option is another surface
    at_once, answer = said(*words)
    assert at_once
    assert answer == said(*words, "--no-cache")[1]
    assert answer.status == 0
    assert answer.out.startswith("no findings in ")


@pytest.mark.parametrize("words", NOT_QUICK, ids=" ".join)
def test_whatever_else_is_asked_for_is_left_to_the_command(words: tuple[str, ...], said: Said) -> None:
    said(".")
    at_once, answer = said(*words)
    assert not at_once
    assert answer == said(*words, "--no-cache")[1]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.timeout-audit]\nselect = ['TA4']\n"),
        ("pyproject.toml", "[tool.timeout-audit]\nselect = ['TA999']\n"),
        ("pyproject.toml", "[tool.timeout-audit]\nexclude = ['service']\n"),
        ("pyproject.toml", "[tool.timeout-audit\n"),
        ("service/plain.py", "x = 1  # timeout-audit: ignore[TA401] nothing here waits\n"),
        ("service/plain.py", "import requests\n\nrequests.get('/')\n"),
        ("service/plain.py", "from service.clients import fetch\n\nfetch('/')\n"),
    ],
)
def test_what_the_files_say_counts(name: str, text: str, root: Path, said: Said) -> None:
    said(".")
    (root / name).write_text(text)
    said(".")
    at_once, answer = said("--force-exclude", "service/plain.py")
    again, once_more = said("--force-exclude", "service/plain.py")
    assert (at_once, again) == (False, False)
    assert answer == once_more == said("--force-exclude", "service/plain.py", "--no-cache")[1]


@pytest.mark.parametrize(("name", "value"), [("LANGUAGE", "vi"), ("FORCE_COLOR", "1")])
def test_the_reader_is_spoken_to_as_by_the_command(
    name: str, value: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(".")
    plain = said("service/plain.py")[1]
    monkeypatch.setenv(name, value)
    at_once, answer = said("service/plain.py")
    assert at_once
    assert answer.out != plain.out
    assert answer == said("service/plain.py", "--no-cache")[1]


_ENTRY = "from timeout_audit import signs; signs.STEADY = -(10**15); from timeout_audit.__main__ import main; main()"


def test_neither_click_nor_rules_are_loaded(root: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-c", _ENTRY]
    subprocess.run([*command, "."], capture_output=True, check=False, timeout=120)
    with (root / "service/plain.py").open("a") as file:
        file.write("# more\n")
    done = subprocess.run([*command, "service/plain.py"], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout == "no findings in 1 file; 0 waits\n"
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "timeout_audit.cli.quick" in loaded
    assert not loaded & {"click", "libcst", "rich", "timeout_audit.rules", "timeout_audit.analyse"}
