"""What has a function called elsewhere: ``asyncio.to_thread(requests.get, url)``, ``fetch.delay(url)``."""

from __future__ import annotations

from msgspec import Struct


class Forwarder(Struct, frozen=True):
    """``position`` is that of the function among the arguments; ``keywords`` says that keywords are handed on to it.

    ``each``: what follows is not given to it as it stands, but item by item, or later. ``commands``: the function may
    be a command of click, which is called with keywords alone. ``parameters``: what the function around was given goes
    with them. ``queues``: it becomes a job of rq, which takes some keywords for itself and limits what the job takes.
    ``first``: where a class has a method of its own for it, the function may as well be the first argument.
    """

    position: int
    keywords: bool = False
    each: bool = False
    commands: bool = False
    parameters: bool = False
    queues: bool = False
    first: bool = False

    @property
    def positions(self) -> tuple[int, ...]:
        """Where the function may be."""
        return (self.position, 0) if self.first else (self.position,)


class Postponing(Struct, frozen=True):
    """A method of a task that has its function called later, or makes a signature that does.

    ``packed``: the arguments of the function are given as a tuple and a dict. ``signs``: it makes a signature.
    ``preceded``: other arguments may come before those that the signature has.
    """

    packed: bool = False
    signs: bool = False
    preceded: bool = False


FORWARDERS = {
    "run_in_executor": Forwarder(1, first=True),
    "to_thread": Forwarder(0, keywords=True),
    "submit": Forwarder(0, keywords=True),
    "map": Forwarder(0, each=True),
    "map_async": Forwarder(0, each=True),
    "imap": Forwarder(0, each=True),
    "imap_unordered": Forwarder(0, each=True),
    "starmap": Forwarder(0, each=True),
    "starmap_async": Forwarder(0, each=True),
    "add_task": Forwarder(0, keywords=True),
    "run_sync": Forwarder(0),
    "run_in_threadpool": Forwarder(0, keywords=True),
    "async_add_executor_job": Forwarder(0),
    "apply_async": Forwarder(0, each=True),
    "add_command": Forwarder(0, each=True),
    "invoke": Forwarder(0, keywords=True, commands=True),
    "forward": Forwarder(0, keywords=True, commands=True, parameters=True),
    "enqueue": Forwarder(0, keywords=True, queues=True),
    "enqueue_at": Forwarder(1, keywords=True, queues=True),
    "enqueue_in": Forwarder(1, keywords=True, queues=True),
}
"""By their last names."""

_OWN = Forwarder(0, keywords=True)


def forwarding(name: str) -> Forwarder | None:
    """How a call of this last name forwards its arguments; one of the project's own may be named after the loop's."""
    return FORWARDERS.get(name) or (_OWN if name.endswith("_run_in_executor") else None)


POSTPONING = {
    "delay": Postponing(),
    "apply": Postponing(packed=True),
    "apply_async": Postponing(packed=True),
    "s": Postponing(signs=True, preceded=True),
    "si": Postponing(signs=True),
    "signature": Postponing(packed=True, signs=True, preceded=True),
    "subtask": Postponing(packed=True, signs=True, preceded=True),
}
"""The methods of the tasks of Celery, and of the jobs of rq, by their names."""

# https://python-rq.org/docs/#enqueueing-jobs
OF_JOBS = frozenset(
    {
        *("at_front", "depends_on", "description", "failure_ttl", "job_id", "job_timeout", "meta", "on_failure"),
        *("on_stopped", "on_success", "pipeline", "rate_limit", "repeat", "result_ttl", "retry", "ttl", "unique"),
        "webhooks",
    }
)
"""The keywords of a job that are not given to its function."""
