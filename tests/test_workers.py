"""Several processes read what one reads, and say the same, whatever happens to them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.audits import TODAY
from tests.cases import all_cases
from tests.command import run_outside
from timeout_audit import team
from timeout_audit.config.find import load
from timeout_audit.model.project import Audit
from timeout_audit.pipeline import examine, find
from timeout_audit.readers.python import crew

_FUNCTION = """

def fetch_{number}(session: requests.Session, items: list[str]):
    found = {{}}
    for item in items:
        if item.startswith("{number}") or len(item) > {number}:
            found[item] = [[one, item.strip(), {number}, (item, {number} + len(found))] for one in item.split(",")]
        elif item.endswith("{number}") and found.get(item, {number}) not in (1, 2, {number}, item, len(items)):
            found[item] = {{"item": item, "number": {number}, "rest": [items[0], items[-1], found]}}
    return found, session
"""
_HEAD = """import requests


def post(item):
    return requests.post("https://example.org", json=item)
"""
_FILES = 240


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of so much code that workers pay."""
    root = tmp_path_factory.mktemp("repository")
    code = _HEAD + "".join(_FUNCTION.format(number=number) for number in range(2)) + "# not much\n" * 600
    for number in range(_FILES):
        (root / f"module_{number}.py").write_text(code)
    assert sum(path.stat().st_size for path in root.iterdir()) > crew.ENOUGH
    return root


def audited(root: Path, jobs: int) -> Audit:
    loaded = load(str(root), str(root))
    sources, unwalked = find([str(root)], str(root), loaded)
    sources.jobs = jobs
    return examine(sources, unwalked, loaded, TODAY)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_over_all_cases_workers_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    if method == "fork" and sys.platform != "linux":
        pytest.skip("nothing is forked here")
    for number, case in enumerate(all_cases()):
        root = tmp_path / f"case_{number}"
        root.mkdir()
        case.write(root)
    alone = audited(tmp_path, 1)
    assert len(alone.findings) > 100
    monkeypatch.setattr(crew, "ENOUGH", 1000)
    monkeypatch.setattr(team, "start_method", lambda: method)
    share = team.Team.share
    done: list[int] = []

    def watched(*arguments: Any) -> Iterator[tuple[int, Any]]:
        for number, given in share(*arguments):
            done.append(number)
            yield number, given

    monkeypatch.setattr(team.Team, "share", watched)
    assert audited(tmp_path, 3) == alone
    assert len(done) > 500


def report(root: Path, *options: str) -> tuple[str, ...]:
    return (str(root), "--format", "json", "--no-cache", *options)


def test_the_command_says_the_same_byte_for_byte(repository: Path) -> None:
    alone = run_outside(*report(repository, "-j", "1"), cwd=repository)
    assert alone.status == 1
    assert run_outside(*report(repository, "-j", "2"), cwd=repository) == alone
    assert run_outside(*report(repository), cwd=repository) == alone


def started(root: Path) -> tuple[subprocess.Popen[str], list[int]]:
    """A command at work, and its workers."""
    command = [sys.executable, "-W", "error", "-m", "timeout_audit", *report(root, "-j", "2")]
    process = subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(6000):
        if len(found := children.read_text().split()) == 2:
            return process, [int(child) for child in found]
        time.sleep(0.01)
    process.kill()
    pytest.fail("no workers")


def ended(pid: int) -> bool:
    """Whether a process has ended; a zombie has, too."""
    for _ in range(200):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@linux
@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_run_ends_and_leaves_no_process(repository: Path) -> None:
    process, children = started(repository)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert all(map(ended, children))


_IN_THE_MIDDLE = """
import click
from timeout_audit.cli import main
from timeout_audit.workers import processes


def interrupted(**_):
    with processes(2) as pool:
        answers = [pool.submit(bytes, 60_000_000) for _ in range(400)]
        answers[0].result()
        raise click.Abort


if __name__ == "__main__":
    main.shell.main = interrupted
    main.start()
"""


def test_nobody_waits_for_the_rest_of_an_answer_whose_worker_was_ended(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(_IN_THE_MIDDLE)
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


@linux
def test_a_killed_run_leaves_no_process(repository: Path) -> None:
    process, children = started(repository)
    process.kill()
    process.communicate(timeout=60)
    assert all(map(ended, children))


@linux
@pytest.mark.parametrize("all_of_them", [False, True])
def test_what_a_killed_worker_leaves_is_done_all_the_same(repository: Path, *, all_of_them: bool) -> None:
    alone = run_outside(*report(repository, "-j", "1"), cwd=repository)
    process, children = started(repository)
    for child in children[: None if all_of_them else 1]:
        os.kill(child, signal.SIGKILL)
    out, err = process.communicate(timeout=300)
    assert (process.returncode, out, err) == (alone.status, alone.out, alone.err)
