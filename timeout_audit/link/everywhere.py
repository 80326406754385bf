"""Limits that a call sets for the whole process (``socket.setdefaulttimeout``), and for which waits they are set."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.index import Known
from timeout_audit.catalogue.limits import Timeout
from timeout_audit.catalogue.names import split_option
from timeout_audit.link.bounds import Asked, Bounds
from timeout_audit.link.running import Running
from timeout_audit.link.values.callers import is_call_of
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Library
from timeout_audit.link.values.sites import callee_of, calls_of
from timeout_audit.model.expression import Call, last_name
from timeout_audit.model.place import Place
from timeout_audit.model.python import Function
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State


class _Set(Struct, frozen=True):
    """One call that sets the limit: the function that it calls, where it stands, and which limit it sets."""

    name: str
    frame: Frame
    bound: Bound


class _Run(Struct, frozen=True):
    """A file that makes the call when it runs; ``main`` where it does so only as the program that is started."""

    path: str
    main: bool


class Everywhere:
    """Decides which limit for the whole process is set where a call waits."""

    def __init__(self, evaluator: Evaluator, bounds: Bounds) -> None:
        self._evaluator = evaluator
        self._bounds = bounds
        self._running = Running(evaluator.program)

    def bound(self, asked: Asked) -> Bound | None:
        """The limit that holds for a call; unknown where it may, None where none does."""
        every = [one for named in asked.known.wait.globally for one in self._sets(asked.known, named)]
        if (before := self._before(asked, every)) is not None:
            return before
        # What sets a limit and takes it back bounds nothing but what it does in between.
        off = {one.frame.path for one in every if one.bound.state is State.DISABLED}
        kept = [one for one in every if one.frame.path not in off and not self._is_given_back(one, every)]
        path = asked.frame.path
        for one in kept:
            if any(self._is_run(run, path) for run in self._runs(one.frame)):
                return one.bound
        return next((bound for one in kept if (bound := self._perhaps(one, path)) is not None), None)

    def _sets(self, known: Known, named: str) -> list[_Set]:
        """The calls that set a limit, or no limit, for the whole process, in each file in their order."""

        def answer() -> list[_Set]:
            name, option = split_option(named)
            spec = Timeout(keyword="timeout", position=1 if option else 0, zero="unbounded")
            calls = (one for one in calls_of(self._evaluator, name) if self._chooses(*one, option))
            found = ((frame, self._bounds.argument(Asked(known, call, frame), spec).bound) for call, frame in calls)
            every = (_Set(name, frame, bound) for frame, bound in found if bound is not None)
            return sorted(every, key=lambda one: one.frame.at or Place(one.frame.path, 0))

        return self._evaluator.noted(("everywhere", named), [], answer)

    def _chooses(self, call: Call, frame: Frame, option: str) -> bool:
        """Whether a call has arguments, the first of which is the option, where there is one."""
        if not call.arguments:
            return False
        values = self._evaluator.values(call.arguments[0].value, frame) if option else ()
        return not option or any(isinstance(value, Library) and value.name == option for value in values)

    def _before(self, asked: Asked, every: list[_Set]) -> Bound | None:
        """What the function that waits has set itself by then."""
        frame = asked.frame
        branches = self._evaluator.program.module(frame.path).branches(frame.scope)
        beside = (one for one in every if frame.scope and _is_beside(one.frame, frame))
        sure = (one for one in beside if branches.encloses(one.frame.block, frame.block))
        earlier = [one for one in sure if one.frame.at and one.frame.at < asked.call.place]
        return earlier[-1].bound if earlier and earlier[-1].bound.state is not State.DISABLED else None

    def _is_given_back(self, one: _Set, every: list[_Set]) -> bool:
        """Whether a function takes a limit back at its end: it sets another one, and no number but what was there."""
        function = self._function(one.frame)
        if function is None or function.yields or ".<locals>." in function.qualname:
            # In between, others may run.
            return False
        beside = [other for other in every if _is_beside(other.frame, one.frame)]
        return len(beside) > 1 and (one is not beside[-1] or one.bound.seconds is None)

    def _function(self, frame: Frame) -> Function | None:
        return self._evaluator.program.module(frame.path).functions.get(frame.scope)

    def _runs(self, frame: Frame) -> list[_Run]:
        """The files that make a call when they run: where it stands, or where its function is called, in a module."""
        key = ("runs", frame.path, frame.scope, frame.block)
        return self._evaluator.noted(key, [], lambda: list(self._running_from(frame, set())))

    def _running_from(self, frame: Frame, seen: set[tuple[str, str]]) -> Iterator[_Run]:
        function = self._function(frame)
        if function is None:
            branches = self._evaluator.program.module(frame.path).branches(frame.scope)
            tests = (block.equals for block in branches.around(frame.block))
            yield _Run(frame.path, main=any(test is not None and test.name == "__name__" for test in tests))
        elif (frame.path, frame.scope) not in seen:
            seen.add((frame.path, frame.scope))
            for calling in self._calling(frame.path, function):
                yield from self._running_from(calling, seen)

    def _calling(self, path: str, function: Function) -> Iterator[Frame]:
        """Where a function is called by its name, in its own file and in those that import it."""
        program = self._evaluator.program
        for where in sorted({path, *self._running.importers(path)}):
            if not program.holds(where, function.name):
                continue
            program.ask_mentions(where, function.name)
            module = program.module(where)
            for site in [one for sites in module.calls.values() for one in sites]:
                called = last_name(site.call.function) == function.name
                callees = callee_of(self._evaluator, where, site) if called else ()
                if any(is_call_of(self._evaluator, one, path, function) for one in callees):
                    yield Frame(where, site.scope, site.block, site.call.place)

    def _is_run(self, run: _Run, path: str) -> bool:
        """Whether a file that makes the call has run where another one waits."""
        if run.path == path or path in self._running.before(run.path):
            return True
        return not run.main and path in self._running.after(run.path)

    def _perhaps(self, one: _Set, path: str) -> Bound | None:
        """Unknown where the limit may be set in a file; None where only another program sets it."""
        function = self._function(one.frame)
        runs = self._runs(one.frame)
        if function is not None and not runs:
            if not self._running.may_meet(one.frame.path, path):
                return None
            name = function.qualname.rpartition(".<locals>.")[2]
            reason = msg("{call}() sets a limit only once `{name}` has run", call=one.name, name=f"{name}()")
        elif any(not run.main and self._running.may_run_with(run.path, path) for run in runs):
            reason = msg("{call}() sets a limit in a file that this one does not import", call=one.name)
        else:
            return None
        return replace(Bound(State.UNKNOWN), source=one.bound.source, reason=reason)


def _is_beside(one: Frame, other: Frame) -> bool:
    return (one.path, one.scope) == (other.path, other.scope)
