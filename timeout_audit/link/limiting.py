"""What limits what is done inside of it: a library's call, or one of the project that sets such a limit itself."""

from __future__ import annotations

from collections.abc import Iterable

from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.alarms import alarm_before
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.binding import bind
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Arguments, Frame, Instance, Library, OwnClass, OwnFunction, Value
from timeout_audit.model.expression import Call, Expr, last_name
from timeout_audit.model.python import Function
from timeout_audit.model.wait import State

_ARGUMENTS = {
    "asyncio.timeout": ("delay", 0),
    "asyncio.timeouts.timeout": ("delay", 0),
    "asyncio.timeout_at": ("when", 0),
    "asyncio.wait_for": ("timeout", 1),
    "asyncio.tasks.wait_for": ("timeout", 1),
    "async_timeout.timeout": ("delay", 0),
    "async_timeout.timeout_at": ("deadline", 0),
    "anyio.fail_after": ("delay", 0),
    "anyio.move_on_after": ("delay", 0),
    "trio.fail_after": ("seconds", 0),
    "trio.move_on_after": ("seconds", 0),
}
_GREEN = {
    "gevent.Timeout": ("seconds", 0),
    "gevent.timeout.Timeout": ("seconds", 0),
    "eventlet.Timeout": ("seconds", 0),
}
# They end a function, not a coroutine that it makes.
_DECORATORS = {
    "timeout_decorator.timeout": Timeout(keyword="seconds", position=0, zero="unbounded", negative="immediate"),
    "func_timeout.func_set_timeout": Timeout(keyword="timeout", position=0, zero="immediate", negative="immediate"),
}
_ALIASES = {
    "timeout_decorator.timeout_decorator.timeout": "timeout_decorator.timeout",
    "func_timeout.dafunc.func_set_timeout": "func_timeout.func_set_timeout",
}
_GENERATORS = frozenset({"contextmanager", "asynccontextmanager"})
# Context managers of the project, one inside of another, that are followed.
_DEPTH = 3


def innermost(verdicts: Iterable[Verdict]) -> Verdict:
    """The first limit of several, the innermost first: one that can be read before one that cannot."""
    found = [verdict for verdict in verdicts if verdict.bound is not None]
    read = (verdict for verdict in found if verdict.bound and verdict.bound.state is State.EXPLICIT)
    return next(read, found[0] if found else ABSENT)


def limited_by(evaluator: Evaluator, call: Call, frame: Frame, *, awaited: bool, depth: int = _DEPTH) -> Verdict:
    """The limit that a call sets for what is done inside of it; "absent" where it sets none.

    ``awaited``: what is done is awaited, which a limit of a task ends.
    """
    values = evaluator.values(call.function, frame)
    return innermost(_set_by(evaluator, value, call, frame, awaited, depth) for value in values)


def _set_by(evaluator: Evaluator, value: Value, call: Call, frame: Frame, awaited: bool, depth: int) -> Verdict:
    if isinstance(value, Library):
        place = (_ARGUMENTS.get(value.name) if awaited else None) or _GREEN.get(value.name)
        if place is None:
            return ABSENT
        spec = Timeout(keyword=place[0], position=place[1], zero="immediate", negative="immediate")
        return _given(evaluator, spec, call, frame)
    if isinstance(value, OwnFunction) and depth:
        return _generated(evaluator, value, call, frame, awaited, depth)
    return _entered(evaluator, call, frame) if isinstance(value, OwnClass) else ABSENT


def _given(evaluator: Evaluator, spec: Timeout, call: Call, frame: Frame) -> Verdict:
    """What the argument of a call limits; what switches it off is no limit."""
    found = named_argument(evaluator, call, frame, spec.keyword, spec.position)
    verdict = worst(judge(evaluator, spec, *found)) if found is not None else ABSENT
    limits = verdict.bound is not None and verdict.bound.state in (State.EXPLICIT, State.UNKNOWN)
    return verdict if limits else ABSENT


def _generated(evaluator: Evaluator, own: OwnFunction, call: Call, frame: Frame, awaited: bool, depth: int) -> Verdict:
    """The limit that a generator of the project sets around its yield, as a context manager."""
    if not any(map(_makes_manager, own.function.decorators)):
        return ABSENT
    function = whole(evaluator, own)
    if not function.yields:
        return ABSENT
    arguments = bind(evaluator, function, call, frame, bound=own.receiver is not None)
    _, place, block = min(function.yields, key=lambda one: one[1])
    inside = Frame(own.path, function.qualname, block, place, arguments, own.receiver)
    around = (limited_by(evaluator, one, inside, awaited=awaited, depth=depth - 1) for one in reversed(function.limits))
    return innermost((*around, alarm_before(evaluator, inside, place)))


def _makes_manager(decorator: Expr) -> bool:
    return last_name(decorator) in _GENERATORS


def _entered(evaluator: Evaluator, call: Call, frame: Frame) -> Verdict:
    """The alarm that an object of a class of the project sets where it is entered."""
    objects = [value for value in evaluator.values(call, frame) if isinstance(value, Instance)]
    methods = [one for value in objects for one in evaluator.member(value, "__enter__") if isinstance(one, OwnFunction)]
    return innermost(_alarm_of(evaluator, method) for method in methods)


def _alarm_of(evaluator: Evaluator, method: OwnFunction) -> Verdict:
    function = whole(evaluator, method)
    arguments = Arguments(function.qualname, {}, {}, function.place)
    return alarm_before(evaluator, Frame(method.path, function.qualname, 0, None, arguments, method.receiver))


def whole(evaluator: Evaluator, own: OwnFunction) -> Function:
    """A function of the project with all that stands in it, of which no slice may have held all."""
    evaluator.program.ask(own.path, own.function.qualname.partition(".<locals>")[0])
    return evaluator.program.module(own.path).functions.get(own.function.qualname, own.function)


def limited_by_decorator(evaluator: Evaluator, value: Value, call: Call, frame: Frame) -> Verdict:
    """The limit that the decorator of a library sets for the function below it; "absent" where it sets none."""
    name = _ALIASES.get(value.name, value.name) if isinstance(value, Library) else ""
    spec = _DECORATORS.get(name)
    return _given(evaluator, spec, call, frame) if spec is not None else ABSENT
