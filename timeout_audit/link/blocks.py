"""What stands still while a wait lasts, from the function that it stands in and from who calls that."""

from __future__ import annotations

from timeout_audit.link.program import Module
from timeout_audit.link.values.callers import calling_functions
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.model.expression import Call, Expr, dotted
from timeout_audit.model.python import CallSite, Function
from timeout_audit.model.wait import Blocks

# Decorators of the functions that a worker process of a task queue runs.
_TASKS = frozenset({"shared_task", "task", "periodic_task"})
# How far callers are followed.
_DEPTH = 4


class Blocking:
    """Says what a call that waits stops."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def of(self, module: Module, site: CallSite, api: str, *, forwarded: bool, thoroughly: bool) -> Blocks | None:
        """A call that is not awaited inside ``async def`` stops its whole worker; awaited, its task; else, its thread.

        What libraries for the event loop give is awaited sooner or later, wherever ``api`` is called.
        ``forwarded``: it was handed to a thread. ``thoroughly``: callers are asked whether they run on the event loop.
        """
        if forwarded:
            return Blocks.THREAD
        if site.awaited or is_for_the_loop(api):
            return Blocks.TASK
        function = module.functions.get(site.scope)
        if function is None:
            return None
        if function.is_async:
            return Blocks.WORKER
        if any(_is_task(decorator) for decorator in function.decorators):
            return Blocks.PROCESS
        if thoroughly and self._is_on_the_loop(module.path, function):
            return Blocks.WORKER
        return Blocks.THREAD

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


def is_for_the_loop(api: str) -> bool:
    """Whether a call gives something to be awaited: libraries and classes for the event loop are named for it."""
    return any(part.lower().startswith(("aio", "async")) for part in api.split("."))
