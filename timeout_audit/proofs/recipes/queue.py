"""queue: queues that stay empty, full, or unfinished."""

from __future__ import annotations

import queue

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("queue.{Queue,SimpleQueue}.*")
def wait(trial: Trial) -> None:
    """A wait for an item, a place, or the end of all work."""
    made = queue.SimpleQueue() if "Simple" in trial.name else trial.make(queue.Queue, maxsize=1)
    if trial.method == "get":
        trial.call(made.get)
    made.put(1)
    arguments = [2] if trial.method == "put" else []
    trial.call(getattr(made, trial.method), *arguments)
