"""What happens on a terminal: the progress bar, and a run that is interrupted."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.command import commit, run_outside
from tests.tree import lay
from timeout_audit.analyse import analyse
from timeout_audit.cli import progress as module
from timeout_audit.cli.progress import progress
from timeout_audit.config.schema import Config, Loaded
from timeout_audit.pipeline import find
from timeout_audit.sources import Sources


def test_no_bar_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    sources = Sources("/", ())
    with progress(sources):
        assert sources.progress is not None
        sources.progress(1, 2)
    assert capsys.readouterr().err == ""


def test_a_bar_for_a_long_run_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SECONDS", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    sources = Sources("/", ())
    shown = ""
    with progress(sources):
        deadline = time.monotonic() + 20
        while "auditing 0 files" not in shown and time.monotonic() < deadline:
            assert sources.progress is not None
            sources.progress(1, 2)
            time.sleep(0.02)
            shown += capsys.readouterr().err
    assert "auditing 0 files" in shown


def test_no_bar_for_a_short_run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SECONDS", 3600.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress(Sources("/", ())):
        pass
    assert capsys.readouterr().err == ""


def test_a_bar_that_was_stopped_does_not_start() -> None:
    made: list[int] = []

    def make() -> tuple[None, None]:
        made.append(1)
        return None, None

    bar = module._Bar(make)
    bar.stop()
    bar.start()
    assert made == []


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_run_is_none_with_findings(tmp_path: Path) -> None:
    lay(tmp_path, {"a.py": "import requests\n"})
    commit(tmp_path)
    command = [sys.executable, "-u", "-m", "timeout_audit", "--patch", "-"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        _wait_until_it_reads(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err


def _wait_until_it_reads(pid: int) -> None:
    """Until the process waits for its standard input, which it reads after everything is loaded."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        where = Path(f"/proc/{pid}/wchan")
        if "pipe" in (where.read_text() if where.exists() else "pipe"):
            break
        time.sleep(0.05)
    time.sleep(0.5)


def test_a_start_needs_neither_libcst_nor_rich_nor_yaml(tmp_path: Path) -> None:
    lay(tmp_path, {"a.py": "x = 1\n"})
    code = (
        "import sys\nfrom timeout_audit.cli.main import start\n"
        "try:\n    start()\nexcept SystemExit as done:\n    status = done.code\n"
        "heavy = {'libcst', 'rich', 'yaml', 'tree_sitter', 'packaging', 'pathspec', 'subprocess', 'asyncio'}\n"
        "if sys.version_info < (3, 11): heavy.discard('subprocess')  # uuid loads it there, which msgspec knows\n"
        "print(sorted(heavy & set(sys.modules)), status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--checklist", "none", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[] 0"
    assert run_outside("--version", cwd=tmp_path).status == 0


def test_a_bar_is_drawn_by_what_is_told_while_no_thread_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SECONDS", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    told: list[tuple[int, int | None]] = []

    class Shown:
        def update(self, _task: int, *, completed: int, total: int | None) -> None:
            told.append((completed, total))

        def stop(self) -> None:
            told.append((-1, None))

    monkeypatch.setattr(module, "_rich", lambda _: (Shown(), 1))
    sources = Sources("/", ())
    threads = threading.active_count()
    with progress(sources):
        assert threading.active_count() == threads, "processes are copied while this waits"
        assert sources.progress is not None
        sources.progress(0, 0)
        sources.progress(3, 7)
    assert told == [(0, None), (3, 7), (-1, None)]


def test_the_analyser_tells_that_it_is_alive(tmp_path: Path) -> None:
    lay(tmp_path, {f"a{number}.py": "import requests\nrequests.get('/')\n" for number in range(3)})
    sources, _ = find([str(tmp_path)], str(tmp_path), Loaded(Config()))
    told: list[tuple[int, int]] = []
    sources.progress = lambda done, total: told.append((done, total))
    analyse(sources, Loaded(Config()), lambda *_: None, process=False)
    assert told[:3] == [(0, 0)] * 3, "while files are cut"
    assert told[-3:] == [(3, 3)] * 3, "while calls are judged"
