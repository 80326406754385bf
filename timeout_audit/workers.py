"""Worker processes that end with the run: at its end, when it is interrupted, and when it is killed."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from typing import TypeVar

_SECONDS = 0.5
"""How often a worker looks whether its parent is still there, and how long that waits for workers it has ended."""

_BATCHES = 30
"""How many batches there are at most: enough that all workers are done at about the same time."""

_Asked = TypeVar("_Asked")
_Given = TypeVar("_Given")


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def processes(jobs: int, prepare: Callable[..., None] | None = None, *arguments: object) -> Iterator[Executor]:
    """A pool of ``jobs`` processes, each prepared by a call; an interrupted run ends their work at once."""
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context(_method()), _begin, (os.getpid(), prepare, arguments))
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


def shared(
    pool: Executor, do: Callable[[_Asked], _Given], asked: Mapping[int, _Asked], sizes: Mapping[int, int]
) -> Iterator[tuple[int, _Given]]:
    """What the workers of a pool have done, by number; less than was asked where one of them died.

    The work is handed out in batches of about the same size, the largest pieces first.
    """
    batches = list(_batches(sizes))
    try:
        with _uninterrupted():
            futures = [pool.submit(_all, do, [asked[number] for number in batch]) for batch in batches]
        for batch, future in zip(batches, futures, strict=True):
            yield from zip(batch, future.result(), strict=True)
    except BrokenExecutor:
        return


def _batches(sizes: Mapping[int, int]) -> Iterator[list[int]]:
    enough = sum(sizes.values()) // _BATCHES
    batch: list[int] = []
    held = 0
    for number in sorted(sizes, key=lambda number: -sizes[number]):
        batch.append(number)
        held += sizes[number]
        if held >= enough:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _all(do: Callable[[_Asked], _Given], asked: Sequence[_Asked]) -> list[_Given]:
    return [do(one) for one in asked]


def _method() -> str:
    """A copy of this process has everything at hand; with threads about, it might copy their locks, too."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put off Ctrl-C while processes start: in the middle of a fork it would be lost, or end the worker with noise."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(parent: int, prepare: Callable[..., None] | None, arguments: tuple[object, ...]) -> None:
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
