"""A progress bar for long runs on a terminal: it appears after a second, on the standard error, and leaves nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import Any

from timeout_audit.cli.language import translate
from timeout_audit.model.text import Message, msg
from timeout_audit.sources import Sources

_SECONDS = 1.0


@contextmanager
def progress(sources: Sources) -> Iterator[None]:
    """Show how far the analyser is with ``sources``, where somebody is looking.

    The analyser tells often that it is alive: no thread waits for a second to pass while it starts processes.
    """
    with bar(msg("auditing {count} files", count=len(sources.targets)), timed=False) as update:
        sources.progress = update
        yield


@contextmanager
def bar(label: Message, *, timed: bool = True) -> Iterator[Callable[[int, int], None]]:
    """A bar, where somebody is looking. It is told how much is done, and of how much.

    One that is not ``timed`` appears when it is told something.
    """
    if not (sys.stderr and sys.stderr.isatty()):
        yield lambda _done, _total: None
        return
    text = label.render(translate())
    bar = _Bar(lambda: _rich(text))
    timer = Timer(_SECONDS, bar.start)
    timer.daemon = True
    if timed:
        timer.start()
    try:
        yield bar.update
    finally:
        timer.cancel()
        bar.stop()


def _rich(label: str) -> tuple[Any, Any]:
    """A started bar of rich, and its one task."""
    from rich.console import Console  # noqa: PLC0415 - 80 ms, and only for a run that takes longer than a second
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - as above

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    shown = Progress(*columns, console=Console(stderr=True), transient=True)
    shown.start()
    return shown, shown.add_task(label, total=None)


class _Bar:
    """A bar that is started when a second has passed, by a timer or by the next word of progress, if not stopped."""

    def __init__(self, make: Callable[[], tuple[Any, Any]]) -> None:
        self._make = make
        self._lock = Lock()
        self._stopped = False
        self._due = time.monotonic() + _SECONDS
        self._shown: Any = None
        self._task: Any = None

    def start(self) -> None:
        with self._lock:
            if not self._stopped and self._shown is None:
                self._shown, self._task = self._make()

    def update(self, done: int, total: int) -> None:
        if self._shown is None and time.monotonic() >= self._due:
            self.start()
        if self._shown is not None:
            self._shown.update(self._task, completed=done, total=total or None)

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            if self._shown is not None:
                self._shown.stop()
