"""Functions that take another function and call it elsewhere: ``asyncio.to_thread(requests.get, url)``."""

from __future__ import annotations

from msgspec import Struct

from timeout_audit.model.expression import Call, last_name


class Forwarder(Struct, frozen=True):
    """``position`` is that of the function among the arguments; ``keywords`` says that keywords are handed on to it."""

    position: int
    keywords: bool = False


_FORWARDERS = {
    "run_in_executor": Forwarder(1),
    "to_thread": Forwarder(0, keywords=True),
    "submit": Forwarder(0, keywords=True),
    "map": Forwarder(0),
    "add_task": Forwarder(0, keywords=True),
    "run_sync": Forwarder(0),
    "run_in_threadpool": Forwarder(0, keywords=True),
    "async_add_executor_job": Forwarder(0),
    "apply_async": Forwarder(0),
    "add_command": Forwarder(0),
}


def forwarder(call: Call) -> Forwarder | None:
    """How a call forwards its arguments, by its name; None where it does not."""
    return _FORWARDERS.get(last_name(call.function))


def hands_over(call: Call) -> bool:
    """Whether a call may give a function to somebody who calls it."""
    return forwarder(call) is not None or any(argument.keyword == "target" for argument in call.arguments)
