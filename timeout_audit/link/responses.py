"""Responses: streamed ones that some path leaves open, and ones that nobody looks at."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.catalogue.entry import Flag, Response
from timeout_audit.catalogue.index import Known
from timeout_audit.link.program import Module
from timeout_audit.link.timeouts import named_argument
from timeout_audit.link.values.callers import callee_of
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Instance, Library, Method, OwnFunction, Partial, Plain
from timeout_audit.model.python import CallSite, Fate
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, Layer, Remedy, State, Wait


def response_waits(evaluator: Evaluator, module: Module, site: CallSite) -> Iterator[Wait]:
    """The response that a call gives, as a wait of the response layer; nothing where it gives none."""
    if site.managed or not _may_give(evaluator, module, site):
        return
    frame = Frame(module.path, site.scope, site.block, site.call.place)
    for value in evaluator.values(site.call, frame):
        if not isinstance(value, Instance) or value.made is None or _passed_through(site, value):
            continue
        response = evaluator.catalogue.response(value.library)
        if response is None:
            continue
        known = next((one for one in evaluator.catalogue.waits(value.made.name) if one.wait.returns), None)
        if known is None:
            return
        fate = site.fate
        if _streamed(evaluator, known.wait.streamed, value):
            yield _closing(site, known, value, fate, response)
        elif fate.dropped or (fate.held and not fate.used and not fate.handed):
            yield _use(site, known, value, fate, response)
        return


def _may_give(evaluator: Evaluator, module: Module, site: CallSite) -> bool:
    """Whether a call can give a response that its own function answers for."""
    for callee in callee_of(evaluator, module.path, site):
        if isinstance(callee, (Library, Method)):
            if evaluator.catalogue.response(evaluator.catalogue.returned(callee.name)) is not None:
                return True
        elif isinstance(callee, Partial) or (
            isinstance(callee, OwnFunction) and (site.fate.open_at is not None or not site.fate.handed)
        ):
            return True
    return False


def _passed_through(site: CallSite, value: Instance) -> bool:
    """Whether the call only gives back a response that its own function made before."""
    made = value.made
    return made is not None and made.call.place != site.call.place and made.frame.scope == site.scope


def _streamed(evaluator: Evaluator, flag: Flag | None, value: Instance) -> bool:
    if flag is None or value.made is None:
        return False
    if not flag.keyword:
        return flag.default
    found = named_argument(evaluator, value.made.call, value.made.frame, flag.keyword, flag.position)
    if found is None:
        return flag.default
    return any(isinstance(one, Plain) and one.value is flag.value for one in found[0])


def _closing(site: CallSite, known: Known, value: Instance, fate: Fate, response: Response) -> Wait:
    closed = fate.open_at is None
    bound = (
        Bound(State.EXPLICIT, expression="closed")
        if closed
        else Bound(State.NONE, source=fate.open_at, reason=_left_open(fate, response.holds))
    )
    fix = None if closed else _enclosed(site, value, response.context)
    return Wait(
        Layer.RESPONSE,
        _api(value),
        site.call.place,
        bound,
        known.library.name,
        parameter="close",
        role="response",
        function=site.scope,
        remedy=fix,
    )


def _enclosed(site: CallSite, value: Instance, context: str) -> Remedy:
    """A block around what uses the response. A coroutine of the project is no context, whatever it gives."""
    own = value.made is None or value.made.call.place != site.call.place
    kind = "" if not context or (own and context == "async with") else "with"
    unsafe = msg("what still reads from the response behind the block fails: make sure that nothing does")
    text = msg("use `with`, or close it on every path")
    return Remedy(text, kind, site.call.place, unsafe=unsafe if kind else None, form=context)


def _left_open(fate: Fate, holds: str) -> Message:
    line = str(fate.open_at.line) if fate.open_at else ""
    if fate.dropped:
        return msg("nobody keeps it, and it holds {holds}", holds=holds or msg("its connection"))
    if fate.open_when:
        return msg("left open when `{condition}` (line {line})", condition=fate.open_when, line=line)
    return msg("neither read to its end nor closed (line {line})", line=line)


def _use(site: CallSite, known: Known, value: Instance, fate: Fate, response: Response) -> Wait:
    reason = (
        msg("its status is never looked at") if fate.dropped else msg("`{name}` is never looked at", name=fate.held)
    )
    text = msg("call raise_for_status(), or look at the status")
    kind = "check" if "raise_for_status" in response.check else ""
    unsafe = msg("errors that nobody has noticed so far will raise") if kind else None
    fix = Remedy(text, kind, site.call.place, "raise_for_status" if kind else "", unsafe=unsafe)
    return Wait(
        Layer.RESPONSE,
        _api(value),
        site.call.place,
        Bound(State.NONE, reason=reason),
        known.library.name,
        parameter="use",
        role="response",
        function=site.scope,
        remedy=fix,
    )


def _api(value: Instance) -> str:
    return value.made.name if value.made else value.library
