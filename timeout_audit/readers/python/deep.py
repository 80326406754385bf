"""Room for code that is nested more deeply than the interpreter follows by itself."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")
# 25 kB a level, of which the interpreters need less than one.
_LEVELS = 10_000
_STACK = 250_000_000


def deeply(work: Callable[[], _T]) -> _T:
    """What ``work`` gives. Where it goes too deep it begins anew in a thread with a large stack.

    Raises:
        RecursionError: where that is too small as well.

    """
    try:
        return work()
    except RecursionError:
        pass
    found: list[_T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as error:  # noqa: BLE001 - raised again below
            failed.append(error)

    stack, levels = threading.stack_size(_STACK), sys.getrecursionlimit()
    sys.setrecursionlimit(_LEVELS)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(levels)
        threading.stack_size(stack)
    if failed:
        raise failed[0]
    return found[0]
