"""Limits that a decorator sets: what the function below it awaits, or does, ends with the call of that function."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.link.alarms import alarm_before
from timeout_audit.link.limiting import innermost, limited_by, limited_by_decorator, whole
from timeout_audit.link.program import Module
from timeout_audit.link.tasks import limited_by_task
from timeout_audit.link.timeouts import ABSENT, Verdict, worst
from timeout_audit.link.values.binding import bind
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Arguments, Frame, OwnFunction
from timeout_audit.model.expression import Call, Expr, Name
from timeout_audit.model.python import CallSite, Function


def decorated(evaluator: Evaluator, module: Module, site: CallSite) -> Verdict:
    """What limits a call by a decorator of the function that it stands in; "absent" where none does.

    A generator runs after what made it has returned.
    """
    function = module.functions.get(site.scope)
    if function is None or function.yields or not function.decorators:
        return ABSENT
    key = ("decorated", module.path, function.qualname, site.awaited)
    return evaluator.noted(key, ABSENT, lambda: _limit(evaluator, module, function, awaited=site.awaited))


def decorated_by(module: Module, site: CallSite) -> Function | None:
    """The function that a call decorates, or a name without a call; None where it stands elsewhere."""
    later = (one for one in module.functions.values() if one.place > site.call.place)
    below = min(later, key=lambda one: one.place, default=None)
    if below is None or not {site.call, site.call.function}.intersection(below.decorators):
        return None
    return below


def _limit(evaluator: Evaluator, module: Module, function: Function, *, awaited: bool) -> Verdict:
    frame = Frame(module.path, function.scope, function.block, function.place)
    verdicts = (
        verdict
        for decorator in reversed(function.decorators)
        for verdict in _set_by(evaluator, decorator, frame, function, awaited)
    )
    return innermost(verdicts)


def _set_by(
    evaluator: Evaluator, decorator: Expr, frame: Frame, function: Function, awaited: bool
) -> Iterator[Verdict]:
    """The limits that one decorator may set: a library's, or one of the project, made by a call or not."""
    if not isinstance(decorator, Call):
        for value in evaluator.values(decorator, frame):
            if isinstance(value, OwnFunction):
                yield _around_calls(evaluator, value, None, function, awaited)
        return
    for value in evaluator.values(decorator.function, frame):
        if isinstance(value, OwnFunction):
            own = whole(evaluator, value)
            arguments = bind(evaluator, own, decorator, frame, bound=value.receiver is not None)
            for made in evaluator.returned(value, arguments):
                if isinstance(made, OwnFunction):
                    yield _around_calls(evaluator, made, arguments, function, awaited)
        elif not function.is_async:
            yield limited_by_decorator(evaluator, value, decorator, frame)
            yield from limited_by_task(evaluator, value, decorator, frame)


def _around_calls(
    evaluator: Evaluator, own: OwnFunction, arguments: Arguments | None, function: Function, awaited: bool
) -> Verdict:
    """The limit that stands around each call which a decorator of the project makes of what it is given."""
    given = whole(evaluator, own).parameters
    sites = _calls_of(evaluator.program.module(own.path), own.function, given[0].name) if given else []
    verdicts = []
    for site in sites:
        frame = Frame(own.path, site.scope, site.block, site.call.place, arguments)
        waits = awaited and site.awaited
        around = [limited_by(evaluator, one, frame, awaited=waits) for one in reversed(site.within)]
        # What a call of a coroutine function makes runs when the alarm may be over.
        alarm = alarm_before(evaluator, frame, site.call.place) if site.awaited or not function.is_async else ABSENT
        verdicts.append(innermost((*around, alarm)))
    return worst(verdicts) if verdicts and all(one.bound is not None for one in verdicts) else ABSENT


def _calls_of(module: Module, function: Function, name: str) -> list[CallSite]:
    """The calls of a parameter of a function, in the functions inside of it."""
    inside = f"{function.qualname}.<locals>."
    scopes = [scope for scope in module.calls if scope.startswith(inside)]
    return [site for scope in scopes for site in module.calls[scope] if site.call.function == Name(name)]
