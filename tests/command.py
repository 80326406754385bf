"""The shipped command: from outside as its users run it, and inside this process where there are many runs."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner
from msgspec import Struct

from timeout_audit.cli.main import shell


class Done(Struct):
    """What a run left behind."""

    status: int
    out: str
    err: str


def run(*arguments: str | Path, cwd: Path, data: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
    """Run ``timeout-audit`` with ``arguments`` in ``cwd``, inside this process; ``data`` is its standard input.

    Whatever it raises is raised here. It is not for another language, which changes the help of the commands for good.
    """
    with contextlib.chdir(cwd) if sys.version_info >= (3, 11) else _chdir(cwd):
        result = CliRunner().invoke(
            shell, [str(argument) for argument in arguments], input=data, env={**_ENVIRONMENT, **(env or {})}
        )
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def run_outside(
    *arguments: str | Path, cwd: Path, data: bytes = b"", env: Mapping[str, str] | None = None, seconds: float = 120
) -> Done:
    """The same in a process of its own, with warnings as errors."""
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FORCE_COLOR"}}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "timeout_audit", *map(str, arguments)],
        cwd=cwd,
        input=data,
        capture_output=True,
        env={**environment, **_ENVIRONMENT, **(env or {})},
        timeout=seconds,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "LANGUAGE": "", "NO_COLOR": ""}


@contextlib.contextmanager
def _chdir(folder: Path):  # type: ignore[no-untyped-def] # until Python 3.10 is gone
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def git(folder: Path, *arguments: str) -> str:
    """Run git in ``folder``, with an author of its own."""
    identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def commit(folder: Path, message: str = "a change") -> str:
    """Commit everything in ``folder``, which becomes a repository; the commit's name."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main", ".")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD").strip()
