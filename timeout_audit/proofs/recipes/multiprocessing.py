"""multiprocessing: processes and tasks that do not end, a queue that stays empty.

A pool of threads stands for the pool of processes: their waits are the same code.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from multiprocessing.pool import ThreadPool

from timeout_audit.proofs.recipe import LONG, Trial, recipe

_NEVER = threading.Event()


def _endless(*_: object) -> None:
    _NEVER.wait()


@recipe("multiprocessing.Process.join")
def join(trial: Trial) -> None:
    """A process."""
    made = multiprocessing.get_context("fork").Process(target=time.sleep, args=(LONG,), daemon=True)
    made.start()
    trial.call(made.join)


@recipe("multiprocessing.pool.AsyncResult.{get,wait}")
def result(trial: Trial) -> None:
    """One task's outcome."""
    trial.call(getattr(ThreadPool(1).apply_async(_endless), trial.method))


@recipe("multiprocessing.pool.Pool.{apply,map,starmap,join}")
def pool(trial: Trial) -> None:
    """Tasks done, or the end of all."""
    made = ThreadPool(1)
    if trial.method == "join":
        made.apply_async(_endless)
        made.close()
        trial.call(made.join)
    arguments = {"apply": [], "map": [[1]], "starmap": [[(1,)]]}[trial.method]
    trial.call(getattr(made, trial.method), _endless, *arguments)


@recipe("multiprocessing.queues.Queue.get")
def get(trial: Trial) -> None:
    """An item."""
    trial.call(multiprocessing.Queue().get)
