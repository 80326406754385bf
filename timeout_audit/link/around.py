"""Limits that stand around a call: ``async with asyncio.timeout(10)``, ``wait_for(call, 10)`` and their kin."""

from __future__ import annotations

from timeout_audit.catalogue.entry import Timeout
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Library
from timeout_audit.model.python import CallSite
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


def around(evaluator: Evaluator, path: str, site: CallSite) -> Verdict:
    """What limits a call from outside; "absent" where nothing does. A call that is not awaited is out of reach."""
    for call in reversed(site.within):
        frame = Frame(path, site.scope, site.block, call.place)
        for value in evaluator.values(call.function, frame):
            place = _ARGUMENTS.get(value.name) if isinstance(value, Library) and site.awaited else None
            place = place or (_GREEN.get(value.name) if isinstance(value, Library) else None)
            if place is None:
                continue
            found = named_argument(evaluator, call, frame, *place)
            if found is None:
                continue
            spec = Timeout(keyword=place[0], zero="immediate", negative="immediate")
            verdict = worst(judge(evaluator, spec, *found))
            if verdict.bound is not None and verdict.bound.state is State.EXPLICIT:
                return verdict
    return ABSENT
