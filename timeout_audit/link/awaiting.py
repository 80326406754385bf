"""Limits of what is awaited somewhere else than it is called: ``answer = get(url)``, then ``wait_for(answer, 5)``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.limiting import innermost, limited_by
from timeout_audit.link.program import Module
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame
from timeout_audit.model.expression import Attribute, Call, Expr, Name, Sequence, last_name
from timeout_audit.model.place import Place
from timeout_audit.model.python import Binding, CallSite
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State

# They keep what they are given in a collection.
_KEEPING = frozenset({"add", "append"})
_CALLED_LIMIT = re.compile(r"(?i)time_?out|deadline|time_?limit|seconds")
# They give something to be awaited, which ends what they are given where it is ended; ``shield`` does not.
_GIVING = frozenset({"create_task", "ensure_future", "ensureDeferred", "gather"})
# They may stop waiting for what they are given, and end nothing of it.
_DETACHED = frozenset({"as_completed", "shield", "wait"})
# The method of Twisted's results: https://docs.twisted.org/en/stable/api/twisted.internet.defer.Deferred.html
_METHOD = "addTimeout"


def limited_elsewhere(evaluator: Evaluator, module: Module, site: CallSite) -> Verdict:
    """What limits a call that gives something to be awaited, and is not awaited itself; "absent" where nothing does.

    Unknown where another function is given it together with a limit: it may end it, or only stop waiting, as
    ``asyncio.wait()`` does.
    """
    if site.awaited:
        return ABSENT
    answer = _Answer(module, site)
    others = [one for one in tuple(module.calls.get(site.scope, ())) if one.call != site.call]
    return innermost(verdict for other in others for verdict in _limits(evaluator, module, other, answer))


class _Answer:
    """What a call gives, under each of its names until that is given something else."""

    def __init__(self, module: Module, site: CallSite) -> None:
        self._made = site.call
        self._named: list[tuple[str, Place, Place | None]] = []
        bindings = [one for (scope, _), found in module.bindings.items() if scope == site.scope for one in found]
        given = [(one.place, one.target, one.value) for one in bindings]
        given += [(one.call.place, *kept) for one in module.calls.get(site.scope, ()) for kept in _kept(one.call)]
        for place, name, value in sorted(given, key=lambda one: one[0]):
            if self.is_in(value, place):
                self._named.append((name, place, _next(name, place, bindings)))

    def is_in(self, value: Expr, at: Place) -> bool:
        """Whether an expression at a place is the answer, or is there when it is."""
        if isinstance(value, Name):
            return any(
                name == value.id and begin < at and (end is None or at < end) for name, begin, end in self._named
            )
        if isinstance(value, Sequence):
            return any(self.is_in(one, at) for one in value.items)
        if isinstance(value, Call) and last_name(value.function) in _GIVING:
            return any(self.is_in(one.value, at) for one in value.arguments)
        return value == self._made


def _kept(call: Call) -> Iterator[tuple[str, Expr]]:
    """The collection that a call puts something in, and that: ``tasks.append(task)``."""
    function = call.function
    if isinstance(function, Attribute) and function.name in _KEEPING and isinstance(function.value, Name):
        yield from ((function.value.id, one.value) for one in call.arguments)


def _next(name: str, place: Place, bindings: list[Binding]) -> Place | None:
    """The end of the next statement that gives a name a value, in which it still is what it was."""
    after = min((one.place for one in bindings if one.target == name and one.place > place), default=None)
    return after and Place(after.path, after.end_line, after.end_column)


def _limits(evaluator: Evaluator, module: Module, other: CallSite, answer: _Answer) -> Iterator[Verdict]:
    """What another call sets as the limit of an answer."""
    call, function = other.call, other.call.function
    frame = Frame(module.path, other.scope, other.block, call.place)
    if isinstance(function, Attribute) and function.name == _METHOD and answer.is_in(function.value, call.place):
        found = named_argument(evaluator, call, frame, "timeout", 0)
        spec = Timeout(keyword="timeout", position=0, zero="immediate", negative="immediate")
        yield worst(judge(evaluator, spec, *found)) if found is not None else ABSENT
    if not any(answer.is_in(one.value, call.place) for one in call.arguments):
        return
    limit = limited_by(evaluator, call, frame, awaited=True)
    yield limit
    awaited = other.awaited and last_name(function) not in _DETACHED
    reached = [one for one in reversed(other.within) if awaited or _is_around_group(module, other, one)]
    yield from (limited_by(evaluator, one, replace(frame, at=one.place), awaited=True) for one in reached)
    said = next((one.keyword for one in call.arguments if one.keyword and _CALLED_LIMIT.search(one.keyword)), None)
    if limit.bound is None and said is not None:
        reason = msg("`{name}()` is given it, and a `{keyword}`", name=last_name(function), keyword=said)
        yield Verdict("bound", Bound(State.UNKNOWN, source=call.place, reason=reason))


def _is_around_group(module: Module, site: CallSite, limit: Call) -> bool:
    """Whether a task is made in a group that was entered within a limit: the group ends with its tasks."""
    function = site.call.function
    if not isinstance(function, Attribute) or not isinstance(function.value, Name) or function.name not in _GIVING:
        return False
    given = module.bindings.get((site.scope, function.value.id), ())
    return any(one.kind == "with" and limit.place < one.place for one in given)
