"""The commands that are compared, and what one run of a command costs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_RULE = """rules:
  - id: no-timeout
    languages: [python]
    severity: ERROR
    message: no timeout
    patterns:
      - pattern: requests.$VERB(...)
      - pattern-not: requests.$VERB(..., timeout=..., ...)
"""

_EMPTY = """import click


@click.command()
def main() -> None:
    pass


main()
"""

_PLAIN = "\n\ndef edited():\n    return %d\n"
_WAITING = "\n\nrequests.get('http://localhost/%d')\n"

# What no reader of code is below: to find the files, and to read their bytes.
_READING = 'find "$1" -name "*.py" -type f -exec cat {} + > /dev/null'


class Cost(NamedTuple):
    """Seconds on the clock, seconds of processors, and megabytes of the largest process at its highest."""

    wall: float
    cpu: float
    memory: float


class Command(NamedTuple):
    """A command to measure. ``edited`` is a file that changes before each run; with a ``cache`` it is run once before.

    ``prepared`` says over what, where that is not what is measured. ``added`` is what the file gets, with a new number
    for each run.
    """

    words: Sequence[str]
    edited: Path | None = None
    cache: Path | None = None
    prepared: Sequence[str] = ()
    added: str = _PLAIN

    def measured(self, limit: float) -> Cost | None:
        """What a run costs, with the file as it was before and after; None where it takes longer than ``limit``."""
        if self.cache is not None:
            measure(self.prepared or self.words, limit, self.cache)
        if self.edited is None:
            return measure(self.words, limit, self.cache)
        before = self.edited.read_bytes()
        try:
            self.edited.write_bytes(before + (self.added % time.time_ns()).encode())
            return measure(self.words, limit, self.cache)
        finally:
            self.edited.write_bytes(before)


def measure(command: Sequence[str], limit: float, cache: Path | None = None) -> Cost | None:
    """What one run of a command costs; None where it takes longer than ``limit`` seconds of processors.

    What the command keeps goes to the folder ``cache``.
    """
    kept = {"TIMEOUT_AUDIT_CACHE_DIR": str(cache)} if cache else {}
    with tempfile.TemporaryFile() as nowhere:
        begun = time.perf_counter()
        prefix = ["sh", "-c", f'ulimit -t {int(limit)}; exec "$@"', "sh"]
        environment = {**os.environ, **kept}
        process = subprocess.Popen([*prefix, *command], stdout=nowhere, stderr=nowhere, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
    unit = 1 if sys.platform == "darwin" else 1024
    return None if process.returncode < 0 else Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6)


def commands(folder: Path, scratch: Path) -> dict[str, Command]:
    """The commands to compare, by name. In a copy of the folder a file changes: one that waits, one that does not."""
    ours = [sys.executable, "-m", "timeout_audit"]
    cache = scratch / "cache"
    found = {
        "timeout-audit, cold": Command([*ours, "--no-cache", str(folder)]),
        "timeout-audit, cold, one process": Command([*ours, "--no-cache", "--jobs", "1", str(folder)]),
        "timeout-audit, nothing changed": Command([*ours, str(folder)], cache=cache),
    }
    copy = scratch / "copy"
    shutil.copytree(folder, copy, symlinks=True)
    (copy / ".git").mkdir(exist_ok=True)  # a repository, as it is for a hook
    time.sleep(2)  # what was written a moment ago is not trusted to be as it was
    python = sorted((path for path in copy.rglob("*.py") if path.is_file()), key=lambda path: path.stat().st_size)
    if waiting := next((path for path in python if b"import requests" in path.read_bytes()), None):
        found["timeout-audit, one file changed, not its waits"] = Command([*ours, str(copy)], waiting, cache)
        found["timeout-audit, one file changed, and its waits"] = Command(
            [*ours, str(copy)], waiting, cache, added=_WAITING
        )
        found["timeout-audit, over one changed file"] = Command([*ours, str(waiting)], waiting, cache, added=_WAITING)
    if plain := next((path for path in python[len(python) // 2 :] if _holds_no_wait(path)), None):
        name = "timeout-audit, over one changed file without a wait"
        found[name] = Command([*ours, str(plain)], plain, cache, [*ours, str(copy)])
    rule, click = scratch / "rule.yaml", scratch / "empty.py"
    rule.write_text(_RULE)
    click.write_text(_EMPTY)
    semgrep = ["semgrep", "--metrics=off", "--disable-version-check", "-q", "--no-git-ignore", "--config", str(rule)]
    peers = {
        "an empty click program": [sys.executable, str(click)],
        "reading the bytes": ["sh", "-c", _READING, "sh", str(folder)],
        "ruff S113": ["ruff", "check", "--isolated", "--no-cache", "--select", "S113", str(folder)],
        "bandit B113": ["bandit", "-q", "-r", "-t", "B113", str(folder)],
        "pylint W3101": ["pylint", "--disable=all", "--enable=missing-timeout", "--recursive=y", str(folder)],
        "semgrep": [*semgrep, str(folder)],
    }
    found.update((name, Command(words)) for name, words in peers.items() if shutil.which(words[0]))
    return found


def _holds_no_wait(path: Path) -> bool:
    """Whether an audit of a file finds nothing to wait for; so it does in most files of most repositories."""
    command = [sys.executable, "-m", "timeout_audit", "--no-cache", str(path)]
    return subprocess.run(command, capture_output=True, check=False).stdout == b"no findings in 1 file; 0 waits\n"
