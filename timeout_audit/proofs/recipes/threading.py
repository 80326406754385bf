"""threading: threads that do not end, events that do not come, locks that are held."""

from __future__ import annotations

import threading
from typing import Any

from timeout_audit.proofs.recipe import LONG, Trial, recipe


@recipe("threading.Thread.join")
def join(trial: Trial) -> None:
    """A thread."""
    made = threading.Thread(target=threading.Event().wait, args=(LONG,), daemon=True)
    made.start()
    trial.call(made.join)


@recipe("threading.{Event,Barrier}.wait")
def wait(trial: Trial) -> None:
    """An event, or somebody else at a barrier."""
    made: Any = threading.Event() if "Event" in trial.name else threading.Barrier(2)
    trial.call(made.wait)


@recipe("threading.Condition.{wait,wait_for}")
def condition(trial: Trial) -> None:
    """A condition."""
    made = threading.Condition()
    with made:
        arguments = [lambda: False] if trial.method == "wait_for" else []
        trial.call(getattr(made, trial.method), *arguments)


@recipe("threading.{Lock,RLock,Semaphore}.acquire")
def lock(trial: Trial) -> None:
    """What another thread holds."""
    made = getattr(threading, trial.name.split(".")[1])()
    owner = threading.Thread(target=made.acquire, daemon=True)
    owner.start()
    owner.join()
    trial.call(made.acquire)
