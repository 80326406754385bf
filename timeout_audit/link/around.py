"""Limits that stand around a call: ``async with asyncio.timeout(10)``, ``wait_for(call, 10)`` and their kin."""

from __future__ import annotations

from timeout_audit.catalogue.entry import Wait as Entry
from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.program import Module
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Library
from timeout_audit.model.expression import Call, mentions
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


# The parameters of clients that bound nothing but their making, and what keeps alive what one call has made.
_MAKING = frozenset({"connect", "connect_timeout", "login_timeout", "open_timeout", "bootstrap_timeout_ms"})
_LATER = frozenset({"heartbeat", "ping_interval"})


def around(evaluator: Evaluator, module: Module, site: CallSite, wait: Entry) -> Verdict:
    """What limits a wait of a call from outside; "absent" where nothing does.

    A call that is not awaited is out of reach. What waits when its client is used is limited where all uses are.
    """
    later = wait.parameter in _LATER or (wait.role == "client" and wait.parameter not in _MAKING)
    for call in reversed(site.within):
        if later and _is_left_by(module, site, call):
            continue
        frame = Frame(module.path, site.scope, site.block, call.place)
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


def _is_left_by(module: Module, site: CallSite, limit: Call) -> bool:
    """Whether what a call makes is used where a limit around the call does not reach."""
    if any(one.value == site.call for one in limit.arguments):
        return True  # ``wait_for(connect(), 5)`` ends with what it is given
    held = site.fate.held
    if site.managed:
        return False
    if not held:
        return True  # somebody else uses it
    function = module.functions.get(site.scope)
    given = (*function.returns, *function.yields) if function is not None else ()
    return any(mentions(value, held) for value, _, _ in given) or any(
        limit not in other.within and mentions(other.call, held) for other in module.calls.get(site.scope, ())
    )
