"""What has a function called elsewhere: ``asyncio.to_thread(requests.get, url)``, ``fetch.delay(url)``."""

from __future__ import annotations

from msgspec import Struct


class Forwarder(Struct, frozen=True):
    """``position`` is that of the function among the arguments; ``keywords`` says that keywords are handed on to it.

    ``each``: what follows is not given to it as it stands, but item by item, or later. ``commands``: the function may
    be a command of click, which is called with keywords alone. ``parameters``: what the function around was given goes
    with them. ``queues``: it becomes a job of rq, which takes some keywords for itself and limits what the job takes.
    """

    position: int
    keywords: bool = False
    each: bool = False
    commands: bool = False
    parameters: bool = False
    queues: bool = False


class Postponing(Struct, frozen=True):
    """A method of a task that has its function called later, or makes a signature that does.

    ``packed``: the arguments of the function are given as a tuple and a dict. ``signs``: it makes a signature.
    ``preceded``: other arguments may come before those that the signature has.
    """

    packed: bool = False
    signs: bool = False
    preceded: bool = False


FORWARDERS = {
    "run_in_executor": Forwarder(1),
    "to_thread": Forwarder(0, keywords=True),
    "submit": Forwarder(0, keywords=True),
    "map": Forwarder(0, each=True),
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
