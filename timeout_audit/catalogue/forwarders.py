"""Functions that take another function and call it elsewhere: ``asyncio.to_thread(requests.get, url)``."""

from __future__ import annotations

from msgspec import Struct


class Forwarder(Struct, frozen=True):
    """``position`` is that of the function among the arguments; ``keywords`` says that keywords are handed on to it.

    ``each``: what follows is not given to it as it stands, but item by item, or later. ``commands``: the function may
    be a command of click, which is called with keywords alone. ``parameters``: what the function around was given goes
    with them.
    """

    position: int
    keywords: bool = False
    each: bool = False
    commands: bool = False
    parameters: bool = False


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
}
"""By their last names."""
