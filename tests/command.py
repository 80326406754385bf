"""The shipped command, run from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct


class Done(Struct):
    """What a run left behind."""

    status: int
    out: str
    err: str


def run(
    *arguments: str | Path, cwd: Path, data: bytes = b"", env: Mapping[str, str] | None = None, seconds: float = 60
) -> Done:
    """Run ``timeout-audit`` with ``arguments`` in ``cwd``; ``data`` is its standard input."""
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FORCE_COLOR"}}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "timeout_audit", *map(str, arguments)],
        cwd=cwd,
        input=data,
        capture_output=True,
        env={**environment, "LC_ALL": "C.UTF-8", **(env or {})},
        timeout=seconds,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


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
