"""Limits that stand around a call: ``async with asyncio.timeout(10)``, ``wait_for(call, 10)`` and their kin."""

from __future__ import annotations

from timeout_audit.catalogue.entry import Wait as Entry
from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.decorating import decorated
from timeout_audit.link.limiting import innermost, limited_by
from timeout_audit.link.private import kept_local
from timeout_audit.link.program import Module
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame
from timeout_audit.model.expression import Attribute, Call, Name, mentions
from timeout_audit.model.python import CallSite
from timeout_audit.model.wait import State

# The parameters of clients that bound nothing but their making, and what keeps alive what one call has made.
_MAKING = frozenset({"connect", "connect_timeout", "login_timeout", "open_timeout", "bootstrap_timeout_ms"})
_LATER = frozenset({"heartbeat", "ping_interval"})
_RECEIVING = ("receive", "recv")


def around(evaluator: Evaluator, module: Module, site: CallSite, wait: Entry) -> Verdict:
    """What limits a wait of a call from outside; "absent" where nothing does.

    A call that is not awaited is out of reach. What waits when its client is used is limited where all uses are.
    """
    listens, later = wait.parameter in _LATER, is_later(wait)
    calls = (call for call in reversed(site.within) if not (later and _is_left_by(module, site, call)))
    verdict = innermost(_limited_by(evaluator, module, site, call) for call in calls)
    if not _is_read(verdict) and not (later and outlives(site)):
        verdict = innermost((verdict, decorated(evaluator, module, site)))
    if _is_read(verdict) or not listens:
        return verdict
    return innermost((verdict, _listened(evaluator, module, site)))


def is_later(wait: Entry) -> bool:
    """Whether what is waited for is so when the client is used that a call makes."""
    return wait.parameter in _LATER or (wait.role == "client" and wait.parameter not in _MAKING)


def _is_read(verdict: Verdict) -> bool:
    return verdict.bound is not None and verdict.bound.state is State.EXPLICIT


def outlives(site: CallSite) -> bool:
    """Whether what a call makes may be used when the function of the call has returned."""
    return not site.managed and (not site.fate.held or site.fate.handed)


def _listened(evaluator: Evaluator, module: Module, site: CallSite) -> Verdict:
    """What limits all waiting for messages on a connection that its function keeps to itself, the longest of it."""
    name = kept_local(evaluator.program, module, site)
    sites = tuple(module.calls.get(site.scope, ())) if name else ()
    verdicts = [_received(evaluator, module, one) for one in sites if _receives(one.call, name)]
    if not verdicts or any(verdict.bound is None for verdict in verdicts):
        return ABSENT
    return worst(verdicts)


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
    return innermost(_limited_by(evaluator, module, site, call) for call in reversed(site.within))


def _limited_by(evaluator: Evaluator, module: Module, site: CallSite, call: Call) -> Verdict:
    """The limit that a call around another one sets; "absent" where it sets none."""
    frame = Frame(module.path, site.scope, site.block, call.place)
    return limited_by(evaluator, call, frame, awaited=site.awaited)


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
