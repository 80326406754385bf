"""``python -m tests.benchmarks.stages FILE ARGUMENT…``: one audit, and where its time went, as JSON in ``FILE``.

The entries of each room are wrapped from outside; the product knows nothing of it. Time is charged to the innermost
stage that is under way, so that the stages add up to the whole.
"""

from __future__ import annotations

import functools
import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from timeout_audit import analyse
from timeout_audit.cli import running
from timeout_audit.cli.commands import audit
from timeout_audit.cli.main import start
from timeout_audit.readers.python import sieved, symbols
from timeout_audit.readers.python.read import Desk
from timeout_audit.sources import Sources

STAGES = ("start", "walk", "read", "sieve", "gather", "slice", "parse", "link", "launches", "rules", "report")


class Stages:
    """Seconds of the processor by stage, and the memory at its highest (MB) when the stage was last left."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self.memory = dict.fromkeys(STAGES, 0.0)
        self._under_way = ["start"]
        self._since = 0.0

    def wrap(self, owner: Any, name: str, stage: str) -> None:
        """Charge what a function or method of ``owner`` does to a stage."""
        inner: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(inner)
        def outer(*arguments: Any, **named: Any) -> Any:
            self._charge()
            self._under_way.append(stage)
            try:
                return inner(*arguments, **named)
            finally:
                self._charge()
                self._under_way.pop()

        setattr(owner, name, outer)

    def _charge(self) -> None:
        now = time.process_time()
        stage = self._under_way[-1]
        self.seconds[stage] += now - self._since
        self._since = now
        unit = 1 if sys.platform == "darwin" else 1024
        self.memory[stage] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6

    def result(self) -> dict[str, dict[str, float]]:
        """What was measured, up to now."""
        self._charge()
        return {"seconds": self.seconds, "memory": self.memory}


def wrap_rooms(stages: Stages) -> None:
    """Wrap the entries of every room."""
    entries: Iterable[tuple[Any, str, str]] = (
        (running, "find", "walk"),
        (Sources, "read", "read"),
        (sieved, "find_imports", "sieve"),
        (sieved, "reaches", "sieve"),
        (analyse, "gather", "gather"),
        (symbols.SymbolReader, "_read", "slice"),
        (Desk, "hear", "slice"),
        (Desk, "facts", "parse"),
        (symbols, "read_slice", "parse"),
        (analyse, "Program", "link"),
        (analyse, "link_waits", "link"),
        (analyse, "_launches", "launches"),
        (running, "examine", "rules"),
        (audit, "render", "report"),
    )
    for owner, name, stage in entries:
        stages.wrap(owner, name, stage)


def main() -> None:
    """Audit with the arguments that follow the name of the file."""
    target, *arguments = sys.argv[1:]
    stages = Stages()
    wrap_rooms(stages)
    sys.argv = ["timeout-audit", *arguments]
    try:
        gc.disable()  # as the command does first of all
        start()
    finally:
        Path(target).write_text(json.dumps(stages.result()))


if __name__ == "__main__":
    main()
