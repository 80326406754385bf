from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import commit, run
from tests.tree import lay

ONE = 'import requests\n\n\ndef one(url):\n    return requests.get(url, params={"n": 1})\n'
TWO = "\n\ndef two(url):\n    return requests.post(url)\n"
NAME = "timeout-audit-baseline.jsonl"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = lay(tmp_path / "repo", {"app/a.py": ONE + TWO, "app/broken.py": "import requests\ndef (:\n"})
    commit(root)
    done = run("baseline", "write", cwd=root)
    assert (done.status, done.out) == (0, "")
    assert done.err.splitlines() == [
        f"timeout-audit: findings written: 3, to {root / NAME}",
        f"timeout-audit: use it with --baseline {root / NAME}, or set baseline in the configuration",
    ]
    return root


def gate(root: Path, *arguments: str) -> tuple[int, list[str]]:
    done = run("--baseline", NAME, "--format", "json", *arguments, cwd=root)
    assert done.status in {0, 1}, done.err
    report = json.loads(done.out)
    found = [f"{one['path']}:{one['line']} {one['code']}" for one in report["findings"]]
    return done.status, found + [one["path"] for one in report["problems"]]


def test_what_was_there_is_known(repo: Path) -> None:
    assert gate(repo) == (0, [])
    assert gate(repo, "app/a.py") == (0, [])


def test_a_baseline_is_readable_and_has_an_entry_a_line(repo: Path) -> None:
    lines = (repo / NAME).read_text().splitlines()
    assert lines[0] == '{"timeout-audit-baseline":1}'
    assert lines[1].startswith('{"path":"app/a.py","code":"TA401","api":"requests.get","parameter":"timeout"')
    assert [line.split('"')[3] for line in lines[1:]] == ["app/a.py", "app/a.py", "app/broken.py"]


def test_writing_twice_is_writing_once(repo: Path) -> None:
    before = (repo / NAME).read_bytes()
    run("baseline", "write", cwd=repo)
    assert (repo / NAME).read_bytes() == before


def test_moving_renaming_and_reformatting_is_nothing_new(repo: Path) -> None:
    text = (ONE + TWO).replace('requests.get(url, params={"n": 1})', "requests.get(\n  url,\n  params={'n': 1},\n    )")
    (repo / "app/a.py").unlink()
    lay(repo, {"app/renamed.py": "import os\n" + text})
    assert gate(repo) == (0, [])
    assert gate(repo, "app/renamed.py") == (0, [])


def test_a_second_copy_is_new_and_the_first_is_the_old_one(repo: Path) -> None:
    lay(repo, {"app/_copy.py": ONE})
    assert gate(repo) == (1, ["app/_copy.py:5 TA401"])
    assert gate(repo, "app/_copy.py") == (1, ["app/_copy.py:5 TA401"])


def test_what_is_mended_is_said_and_pruned(repo: Path) -> None:
    lay(repo, {"app/a.py": ONE})
    done = run("--baseline", NAME, cwd=repo)
    assert done.status == 0
    assert "1 finding of the baseline is mended; take it out: timeout-audit baseline prune" in done.err
    checked = run("baseline", "check", cwd=repo)
    assert (checked.status, checked.out) == (1, "mended: app/a.py: TA401 requests.post(url)\n")
    assert run("baseline", "prune", cwd=repo).status == 0
    assert run("baseline", "check", cwd=repo).status == 0
    lay(repo, {"app/a.py": ONE + TWO})
    assert gate(repo) == (1, ["app/a.py:9 TA401"])


def test_pruning_never_adds(repo: Path) -> None:
    lay(repo, {"app/new.py": TWO.replace("two", "three").replace("url)", "url, b'')") + "import requests\n"})
    before = (repo / NAME).read_bytes()
    run("baseline", "prune", cwd=repo)
    assert (repo / NAME).read_bytes() == before


def test_check_names_what_is_new(repo: Path) -> None:
    lay(repo, {"app/new.py": "import requests\n\nrequests.put(1)\n"})
    done = run("baseline", "check", cwd=repo)
    assert done.status == 1
    assert done.out.startswith("new: app/new.py:3: TA401 ")


def test_a_run_over_one_file_says_nothing_about_the_others(repo: Path) -> None:
    lay(repo, {"app/b.py": "x = 1\n"})
    done = run("baseline", "check", "app/b.py", cwd=repo)
    assert (done.status, done.out) == (0, "")


def test_the_configuration_can_name_it(repo: Path) -> None:
    (repo / NAME).rename(repo / "app/known.jsonl")
    lay(repo, {"timeout-audit.toml": 'baseline = "app/known.jsonl"\n'})
    assert run(cwd=repo).status == 0
    assert run("baseline", "check", cwd=repo).status == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file or directory; write a baseline with: timeout-audit baseline write"),
        ("", ":1: this is no line of a baseline: "),
        ("{}\n", ":1: this is no line of a baseline: "),
        ('{"timeout-audit-baseline":9}\n', "a baseline of another version; write it anew"),
        ('{"timeout-audit-baseline":1}\n<<<<<<< HEAD\n', ":2: this is no line of a baseline: "),
        ('{"timeout-audit-baseline":1}\n{"path":"a"}\n', ":2: this is no line of a baseline: "),
    ],
)
def test_a_missing_or_damaged_baseline_is_wrong_use(repo: Path, content: str | None, message: str) -> None:
    (repo / NAME).unlink()
    if content is not None:
        (repo / NAME).write_text(content)
    for command in (["--baseline", NAME], ["baseline", "check"], ["baseline", "prune"]):
        done = run(*command, cwd=repo)
        assert done.status == 2
        assert message in done.err


def test_the_summary_tells_what_was_known_from_what_is_silenced(repo: Path) -> None:
    lay(repo, {"app/c.py": TWO.replace("(url)\n", "(url)  # timeout-audit: ignore[TA401] -- a file's\n").lstrip()})
    lay(repo, {"app/c.py": "import requests\n\n\n" + (repo / "app/c.py").read_text()})
    (repo / "app/broken.py").unlink()
    assert "; 2 known before; 1 ignored\n" in run("--baseline", NAME, cwd=repo).out
    assert json.loads(run("--format", "json", "--baseline", NAME, cwd=repo).out)["summary"]["ignored"] == 3
