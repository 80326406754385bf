"""Limits by SIGALRM: ``signal.alarm(5)`` ends whatever its thread waits for, because the handler raises."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Library
from timeout_audit.model.expression import last_name
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State

_POSITIONS = {"signal.alarm": 0, "signal.setitimer": 1}
_NAMES = frozenset(name.rpartition(".")[2] for name in _POSITIONS)
# Of the three timers, the one that runs while its process waits.
_REAL = "signal.ITIMER_REAL"


def alarm_before(evaluator: Evaluator, frame: Frame, before: Place | None = None) -> Verdict:
    """The limit that an alarm sets which a function sets before some place, or at its end; "absent" for none.

    The frame says which function, and in which block of it the place is.
    """
    module = evaluator.program.module(frame.path)
    found = [
        (site, position)
        for site in tuple(module.calls.get(frame.scope, ()))
        if last_name(site.call.function) in _NAMES and (before is None or site.call.place < before)
        if (position := _position(evaluator, site, frame)) is not None
    ]
    if not found:
        return ABSENT
    site, position = max(found, key=lambda pair: pair[0].call.place)
    given = named_argument(evaluator, site.call, _at(site, frame), "seconds", position)
    # 0 takes an alarm back; a negative number of seconds is taken for more than a hundred years.
    spec = Timeout(keyword="seconds", none="error", zero="unbounded", negative="unbounded")
    verdict = worst(judge(evaluator, spec, *given)) if given is not None else ABSENT
    if verdict.bound is None or verdict.bound.state is State.DISABLED:
        return ABSENT
    if not module.branches(frame.scope).encloses(site.block, frame.block):
        reason = msg("it is set on some paths, not on all")
        return Verdict("bound", Bound(State.UNKNOWN, source=site.call.place, reason=reason))
    return verdict


def _at(site: CallSite, frame: Frame) -> Frame:
    return replace(frame, block=site.block, at=site.call.place)


def _position(evaluator: Evaluator, site: CallSite, frame: Frame) -> int | None:
    """Which argument of a call are the seconds of an alarm; None where it sets none."""
    names = {one.name for one in evaluator.values(site.call.function, _at(site, frame)) if isinstance(one, Library)}
    position = next((_POSITIONS[name] for name in names if name in _POSITIONS), None)
    if position and not (site.call.arguments and _is_real(evaluator, site, frame)):
        return None
    return position


def _is_real(evaluator: Evaluator, site: CallSite, frame: Frame) -> bool:
    timers = evaluator.values(site.call.arguments[0].value, _at(site, frame))
    return any(isinstance(one, Library) and one.name == _REAL for one in timers)
