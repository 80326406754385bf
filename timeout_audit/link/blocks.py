"""What stands still while a wait lasts, from the function that it stands in and from who calls that."""

from __future__ import annotations

from msgspec import Struct

from timeout_audit.link.called import Called
from timeout_audit.link.program import Module
from timeout_audit.link.values.callers import calling_functions
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Computed, Instance, Value
from timeout_audit.model.expression import Call, Expr, dotted
from timeout_audit.model.python import CallSite, Function
from timeout_audit.model.wait import Blocks

# Decorators of the functions that a worker process of a task queue runs.
_TASKS = frozenset({"shared_task", "task", "periodic_task"})
# Libraries for Twisted's loop.
_DEFERRED = frozenset({"treq", "twisted"})
# How far callers are followed.
_DEPTH = 4


class Stop(Struct, frozen=True):
    """What a call stops; ``beneath``: an ``async def`` calls the plain function in which it stands."""

    blocks: Blocks | None
    beneath: bool = False


class Blocking:
    """Says what a call that waits stops."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def of(self, module: Module, site: CallSite, called: Called, *, thoroughly: bool) -> Stop:
        """A call that is not awaited inside ``async def`` stops its whole worker; awaited, its task; else, its thread.

        What libraries for the event loop give is awaited sooner or later, wherever the call stands.
        ``thoroughly``: callers are asked whether they run on the event loop.
        """
        if called.forwarded:
            return Stop(Blocks.THREAD)
        if site.awaited or is_for_the_loop(called.shown or called.api):
            return Stop(Blocks.TASK)
        function = module.functions.get(site.scope)
        if function is None:
            return Stop(None)
        if function.is_async:
            return Stop(self._inside(called))
        if any(_is_task(decorator) for decorator in function.decorators):
            return Stop(Blocks.PROCESS)
        if thoroughly and self._is_on_the_loop(module.path, function):
            inside = self._inside(called)
            return Stop(inside, beneath=inside is Blocks.WORKER)
        return Stop(Blocks.THREAD)

    def _inside(self, called: Called) -> Blocks | None:
        """What a call on the event loop stops: its task, where its object was made of something for the loop.

        None where that is a class for both, and what it was made of cannot be read.
        """
        receiver = called.receivers[0]
        if receiver is None or not self._evaluator.catalogue.is_virtual(receiver.library):
            return Blocks.WORKER
        made = receiver.made
        arguments = made.call.arguments if made is not None else ()
        values = self._evaluator.values(arguments[0].value, made.frame) if made is not None and arguments else ()
        if any(is_for_the_loop(_origin(value)) for value in values):
            return Blocks.TASK
        return Blocks.WORKER if values and all(map(_origin, values)) else None

    def _is_on_the_loop(self, path: str, function: Function) -> bool:
        """Whether an ``async def`` calls a plain function, directly or through other plain ones."""
        memo = self._evaluator.memo
        key = ("on the loop", path, function.qualname)
        if key not in memo:
            memo[key] = self._has_async_caller(path, function)
        found: bool = memo[key]
        return found

    def _has_async_caller(self, path: str, function: Function) -> bool:
        seen = {(path, function.qualname)}
        asked = [(path, function)]
        for _ in range(_DEPTH):
            callers = [found for one in asked for found in calling_functions(self._evaluator, *one)]
            if any(caller.is_async for _, caller in callers):
                return True
            fresh = {key: (where, caller) for where, caller in callers if (key := (where, caller.qualname)) not in seen}
            seen.update(fresh)
            asked = list(fresh.values())
        return False


def _is_task(decorator: Expr) -> bool:
    plain = decorator.function if isinstance(decorator, Call) else decorator
    return (dotted(plain) or "").rpartition(".")[2] in _TASKS


def _origin(value: Value) -> str:
    """The name of what an object was made by, "" where that is not known."""
    if isinstance(value, Computed):
        return value.source
    return value.made.name if isinstance(value, Instance) and value.made is not None else ""


def is_for_the_loop(api: str) -> bool:
    """Whether a call gives something to be awaited: libraries and classes for the event loop are named for it.

    Those of Twisted are not: they give a Deferred, wherever the call stands (https://treq.readthedocs.io/en/latest/).
    """
    parts = api.split(".")
    return parts[0] in _DEFERRED or any(part.lower().startswith(("aio", "async")) for part in parts)
