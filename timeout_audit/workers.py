"""Worker processes that end with the run: at its end, when it is interrupted, and when it is killed."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor

_SECONDS = 0.5
"""How often a worker looks whether its parent is still there, and how long that waits for workers it has ended."""


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def processes(jobs: int, prepare: Callable[..., None] | None = None, *arguments: object) -> Iterator[Executor]:
    """A pool of ``jobs`` processes, each prepared by a call; an interrupted run ends their work at once."""
    pool = ProcessPoolExecutor(
        jobs, multiprocessing.get_context(start_method()), begin, (os.getpid(), prepare, arguments)
    )
    try:
        yield pool
    except BaseException:
        for child in multiprocessing.active_children():
            child.terminate()
        # Who is not waited for may close a pipe while the interpreter, at its end, writes to it. A worker that was
        # ended in the middle of an answer is waited for without end.
        closing = threading.Thread(target=pool.shutdown, daemon=True)
        closing.start()
        closing.join(_SECONDS)
        raise
    pool.shutdown()


def start_method() -> str:
    """A copy of this process has everything at hand; with threads about, it might copy their locks, too."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Put off Ctrl-C while processes start: in the middle of a fork it would be lost, or end the worker with noise."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin(parent: int, prepare: Callable[..., None] | None, arguments: tuple[object, ...]) -> None:
    """Leave Ctrl-C to the parent, which ends its workers, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    if prepare is not None:
        prepare(*arguments)


def _end_with(parent: int) -> None:
    process = multiprocessing.parent_process()
    while os.getppid() == parent and (process is None or process.is_alive()):
        time.sleep(_SECONDS)
    os._exit(1)
