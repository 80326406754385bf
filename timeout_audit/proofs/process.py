"""A worker process that makes trials, and the conversation with it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

_WORKER = Path(__file__).parent / "worker.py"
_GRACE = 30.0


_GATE = threading.Semaphore(3)
"""How many workers may be starting at a time: what is timed must not compete with imports."""


def run_worker(python: str, order: dict[str, Any]) -> dict[str, Any]:
    """The answer of a worker run by the interpreter ``python``; it and all that it started are gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="timeout-audit-", ignore_cleanup_errors=True) as folder,
        subprocess.Popen(
            [python, str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            start_new_session=True,
            text=True,
            errors="replace",
        ) as worker,
    ):
        try:
            return _converse(worker, order)
        finally:
            _kill(worker)


def _converse(worker: subprocess.Popen[str], order: dict[str, Any]) -> dict[str, Any]:
    """Give the order, keep stdin open (its end means that we are gone), and read the answer."""
    assert worker.stdin
    assert worker.stdout
    assert worker.stderr
    started = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        told = pool.submit(worker.stderr.read)
        answer = pool.submit(_read, worker.stdout, started)
        with contextlib.suppress(subprocess.TimeoutExpired, OSError):
            with _GATE:
                worker.stdin.write(json.dumps(order) + "\n")
                worker.stdin.flush()
                started.wait(order["horizon"] + _GRACE)
            worker.wait(order["horizon"] + _GRACE)
        _kill(worker)
        lines, errors = answer.result(), told.result().strip().splitlines()
    if lines and lines[-1].startswith("{"):
        return dict(json.loads(lines[-1]))
    return {"missing": "the proof's process died" + (f": {errors[-1]}" if errors else "")}


def _read(output: IO[str], started: threading.Event) -> list[str]:
    """The lines of a worker, of which the first says that all its trials have begun."""
    lines = []
    for line in output:
        lines.append(line)
        started.set()
    started.set()
    return lines


def _kill(worker: subprocess.Popen[str]) -> None:
    """End the worker and everything that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(worker.pid, signal.SIGKILL)
        else:
            worker.kill()
    worker.wait()
    with contextlib.suppress(OSError):  # what it did not read any more
        worker.stdin.close()  # type: ignore[union-attr]
