"""concurrent.futures: tasks that do not end."""

from __future__ import annotations

import concurrent.futures
import threading
from concurrent.futures import ThreadPoolExecutor

from timeout_audit.proofs.recipe import Trial, recipe

UNPROVABLE = {"ProcessPool": "it leaves its block as the pool of threads does"}
_NEVER = threading.Event()


def _endless(*_: object) -> None:
    _NEVER.wait()


@recipe("concurrent.futures.Future.{result,exception}")
def future(trial: Trial) -> None:
    """One task's outcome."""
    trial.call(getattr(ThreadPoolExecutor().submit(_endless), trial.method))


@recipe("concurrent.futures.{wait,as_completed}")
def several(trial: Trial) -> None:
    """The outcome of several."""
    answer = trial.call(trial.function, [ThreadPoolExecutor().submit(_endless)])
    if trial.method == "as_completed":
        list(answer)


@recipe("concurrent.futures.Executor.{map,shutdown}")
def executor(trial: Trial) -> None:
    """The outcome of many, or the end of all."""
    made = ThreadPoolExecutor()
    if trial.method == "map":
        list(trial.call(made.map, _endless, [1]))
    made.submit(_endless)
    trial.call(made.shutdown)


@recipe("concurrent.futures.ThreadPoolExecutor")
def block(trial: Trial) -> None:
    """The end of a with block."""
    with trial.call(concurrent.futures.ThreadPoolExecutor) as made:
        made.submit(_endless)
