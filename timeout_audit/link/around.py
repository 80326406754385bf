"""Limits that stand around a call: ``async with asyncio.timeout(10)``, ``wait_for(call, 10)`` and their kin."""

from __future__ import annotations

from timeout_audit.catalogue.entry import Wait as Entry
from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.private import kept_local
from timeout_audit.link.program import Module
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Library
from timeout_audit.model.expression import Attribute, Call, Name, mentions
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
_RECEIVING = ("receive", "recv")


def around(evaluator: Evaluator, module: Module, site: CallSite, wait: Entry) -> Verdict:
    """What limits a wait of a call from outside; "absent" where nothing does.

    A call that is not awaited is out of reach. What waits when its client is used is limited where all uses are.
    """
    listens = wait.parameter in _LATER
    later = listens or (wait.role == "client" and wait.parameter not in _MAKING)
    for call in reversed(site.within):
        if later and _is_left_by(module, site, call):
            continue
        verdict = _limited_by(evaluator, module, site, call)
        if verdict.bound is not None:
            return verdict
    return _listened(evaluator, module, site) if listens else ABSENT


def _listened(evaluator: Evaluator, module: Module, site: CallSite) -> Verdict:
    """What limits all waiting for messages on a connection that its function keeps to itself, the longest of it."""
    name = kept_local(evaluator.program, module, site)
    sites = tuple(module.calls.get(site.scope, ())) if name else ()
    verdicts = [_received(evaluator, module, one) for one in sites if _receives(one.call, name)]
    if not verdicts or any(verdict.bound is None for verdict in verdicts):
        return ABSENT
    return max(verdicts, key=lambda verdict: (verdict.bound and verdict.bound.seconds) or 0)


def _receives(call: Call, name: str) -> bool:
    function = call.function
    return isinstance(function, Attribute) and function.value == Name(name) and function.name.startswith(_RECEIVING)


def _received(evaluator: Evaluator, module: Module, site: CallSite) -> Verdict:
    """What limits the wait for one message: its own timeout, or something around it."""
    frame = Frame(module.path, site.scope, site.block, site.call.place)
    found = named_argument(evaluator, site.call, frame, "timeout", None)
    verdict = worst(judge(evaluator, Timeout(keyword="timeout"), *found)) if found is not None else ABSENT
    if verdict.bound is not None and verdict.bound.state is State.EXPLICIT:
        return verdict
    limits = (_limited_by(evaluator, module, site, call) for call in reversed(site.within))
    return next((one for one in limits if one.bound is not None), ABSENT)


def _limited_by(evaluator: Evaluator, module: Module, site: CallSite, call: Call) -> Verdict:
    """The limit that a call around another one sets; "absent" where it sets none."""
    frame = Frame(module.path, site.scope, site.block, call.place)
    for value in evaluator.values(call.function, frame):
        place = _ARGUMENTS.get(value.name) if isinstance(value, Library) and site.awaited else None
        place = place or (_GREEN.get(value.name) if isinstance(value, Library) else None)
        found = named_argument(evaluator, call, frame, *place) if place is not None else None
        if place is None or found is None:
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
