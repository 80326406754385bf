"""``timeout-audit fleet`` as its users run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import run, run_outside
from tests.tree import lay

OPEN = "import requests\n\n\ndef load(url):\n    return requests.get(url).json()\n"
SHUT = OPEN.replace("get(url)", "get(url, timeout=10)")


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    lay(tmp_path / "orders", {"app.py": SHUT, "setup.py": ""})
    lay(tmp_path / "mail", {"app.py": OPEN, "worker.py": OPEN, "setup.py": ""})
    return lay(tmp_path, {"fleet.txt": "orders\nmail\n"})


def test_the_table_has_the_worst_first(fleet: Path) -> None:
    done = run_outside("fleet", "fleet.txt", cwd=fleet)
    assert (done.status, done.err) == (1, "")
    assert [line.split() for line in done.out.splitlines()] == [
        ["repository", "files", "errors", "warnings", "missing", "default", "unknown", "bounded"],
        ["mail", "3", "2", "·", "2", "·", "·", "·"],
        ["orders", "2", "·", "·", "·", "·", "·", "1"],
        ["together", "5", "2", "·", "2", "·", "·", "1"],
    ]
    assert not (fleet / ".timeout_audit_fleet").exists()


def test_every_format_of_an_audit(fleet: Path) -> None:
    done = run("fleet", "fleet.txt", "--format", "text", "--format", "json=out.json", "--jobs", "1", cwd=fleet)
    assert "mail/app.py:5:12 error TA401" in done.out
    assert "5 |     return requests.get(url).json()" in done.out
    report = json.loads((fleet / "out.json").read_text("utf-8"))
    assert [finding["path"] for finding in report["findings"]] == ["mail/app.py", "mail/worker.py"]


def test_options_and_own_configuration(fleet: Path) -> None:
    assert run("fleet", "fleet.txt", "--ignore", "TA401", "--jobs", "1", cwd=fleet).status == 0
    lay(fleet / "mail", {"timeout-audit.toml": 'fail-on = "error"\nper-file-ignores = { "app.py" = ["TA4"] }\n'})
    done = run("fleet", "fleet.txt", "--jobs", "1", cwd=fleet)
    assert (done.status, done.out.splitlines()[1].split()[:3]) == (1, ["mail", "3", "1"])
    assert run("fleet", "fleet.txt", "--isolated", "--jobs", "1", cwd=fleet).out.splitlines()[1].split()[2] == "2"


def test_wrong_use_is_told(fleet: Path) -> None:
    lay(fleet, {"empty.txt": "# nothing\n", "wrong.txt": "orders\nnowhere\n"})
    assert run("fleet", "none.txt", cwd=fleet).err == "timeout-audit: none.txt: No such file or directory\n"
    assert run("fleet", "empty.txt", cwd=fleet).err == "timeout-audit: empty.txt lists no repository\n"
    done = run("fleet", "wrong.txt", cwd=fleet)
    assert (done.status, done.err) == (2, "timeout-audit: wrong.txt:2: neither a folder nor a git URL: nowhere\n")
    done = run("fleet", "fleet.txt", "--executor", "ray://x", cwd=fleet)
    assert (done.status, "is no executor" in done.err) == (2, True)


def test_a_list_from_the_standard_input(fleet: Path) -> None:
    done = run("fleet", "-", "--jobs", "1", cwd=fleet, data=b"orders\n")
    assert (done.status, len(done.out.splitlines())) == (0, 3)
