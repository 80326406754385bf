"""What somebody has to close: streamed responses and clients that some path leaves open, and unread responses."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.catalogue.entry import Response
from timeout_audit.catalogue.index import Known
from timeout_audit.catalogue.limits import Flag
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.data import names_data
from timeout_audit.link.looks import is_looked_at, probes
from timeout_audit.link.objects import Objects
from timeout_audit.link.program import Module
from timeout_audit.link.values.callers import parameter_at
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import order
from timeout_audit.link.values.kinds import (
    Frame,
    Instance,
    Library,
    Made,
    Method,
    OwnClass,
    OwnFunction,
    Partial,
    Plain,
)
from timeout_audit.link.values.sites import callee_of, site_at
from timeout_audit.model.python import CallSite, Fate, Left
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, Layer, Remedy, State, Wait


def closing_waits(evaluator: Evaluator, module: Module, site: CallSite) -> Iterator[Wait]:
    """What a call gives that has to be closed or looked at, as waits of the response layer; nothing else."""
    if site.managed:
        return
    if _gives_client(evaluator, module, site):
        yield from _client_wait(evaluator, module, site)
    elif _may_give(evaluator, module, site):
        yield from _response_waits(evaluator, module, site)


# -- responses -------------------------------------------------------------------------------------------------------


def _response_waits(evaluator: Evaluator, module: Module, site: CallSite) -> Iterator[Wait]:
    frame = Frame(module.path, site.scope, site.block, site.call.place)
    for value in evaluator.values(site.call, frame):
        if not isinstance(value, Instance) or value.made is None or _passed_through(site, value):
            continue
        response = evaluator.catalogue.response(value.library)
        if response is None:
            continue
        if _closed_where_made(evaluator, site, value.made):
            return
        known = next((one for one in evaluator.catalogue.waits(value.made.name) if one.wait.returns), None)
        if known is None:
            return
        fate = site.fate
        bodiless = value.made.name.rpartition(".")[2] in known.wait.bodiless
        if not bodiless and _streamed(evaluator, known.wait.streamed, value):
            yield _closing(evaluator, module, site, value, known, response)
        elif _is_untouched(fate) and not (
            probes(module, site, value.made) or is_looked_at(evaluator, response, value.made, site.call, frame)
        ):
            yield _use(site, known, value, fate, response)
        return


def _closing(
    evaluator: Evaluator, module: Module, site: CallSite, value: Instance, known: Known, response: Response
) -> Wait:
    made = value.made
    inside = response.ends_with_client and made is not None and _is_inside(module, site, made)
    left = None if inside else _left(evaluator, module, site)
    if left is not None and left.checked and response.ends_when_refused:
        left = None
    # Who made it elsewhere may have kept it, too.
    freed = known.wait.alone and made is not None and made.call.place == site.call.place
    reason = _left_open(Fate() if freed else site.fate, left, response.holds)
    bound = _closed(site.fate, left, reason, freed=freed)
    return _wait(site, _api(value), known, "close", bound, _enclosed(site, value, response.context) if left else None)


def _closed_where_made(evaluator: Evaluator, site: CallSite, made: Made) -> bool:
    """Whether another function of the project made the response inside a ``with``: it is closed when that gives it."""
    frame = made.frame
    if made.call.place == site.call.place:
        return False
    where = site_at(evaluator, evaluator.program.module(frame.path), frame.scope, made.call.place)
    return where is not None and where.managed


def _is_inside(module: Module, site: CallSite, made: Made) -> bool:
    """Whether the response was made inside the ``with`` of its client: leaving that closes it."""
    client = made.receiver.made if made.receiver is not None else None
    return client is not None and any(
        one.managed and one.call.place == client.call.place for one in module.calls.get(site.scope, ())
    )


def _is_untouched(fate: Fate) -> bool:
    return fate.dropped or bool(fate.held.strip("_") and not fate.used and not fate.handed)


def _may_give(evaluator: Evaluator, module: Module, site: CallSite) -> bool:
    """Whether a call can give a response that its own function answers for."""
    for callee in callee_of(evaluator, module.path, site):
        if isinstance(callee, (Library, Method)):
            if evaluator.catalogue.response(evaluator.catalogue.returned(callee.name)) is not None:
                return True
        elif isinstance(callee, Partial) or (
            isinstance(callee, OwnFunction)
            and (site.fate.left is not None or not site.fate.handed)
            and evaluator.program.module(callee.path).may_answer(callee.function.name)
            and not names_data(callee.function.annotation)
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
    if found is None and value.made.receiver is not None:
        given = Objects(evaluator).assignments(value.made.receiver, flag.keyword)
        found = (evaluator.value(given[0][0]), given[0][1]) if given else None
    if found is None:
        return flag.default
    return any(isinstance(one, Plain) and one.value is flag.value for one in found[0])


def _left(evaluator: Evaluator, module: Module, site: CallSite) -> Left | None:
    """Where a path leaves the value open, once it is known what the functions do that are given it."""
    fate = site.fate
    if fate.kept is None:
        return fate.left
    for lent in fate.lent:
        call = site_at(evaluator, module, site.scope, lent.place)
        for callee in callee_of(evaluator, module.path, call) if call is not None else ():
            name = parameter_at(callee, lent.key)
            if not isinstance(callee, OwnFunction) or name not in callee.function.untouched:
                return None
        if call is None:
            return None
    return fate.kept


def _left_open(fate: Fate, left: Left | None, holds: str) -> Message | None:
    if left is None:
        return None
    line = str(left.place.line)
    if fate.dropped:
        return msg("nobody keeps it, and it holds {holds}", holds=Message(holds) if holds else msg("its connection"))
    if left.error and not left.when:
        return msg("left open when an exception is raised (line {line})", line=line)
    if left.error:
        return msg("left open when {error} is raised (line {line})", error=left.when, line=line)
    if left.when:
        return msg("left open when `{condition}` (line {line})", condition=left.when, line=line)
    return msg("neither read to its end nor closed (line {line})", line=line)


def _closed(fate: Fate, left: Left | None, reason: Message | None, *, freed: bool) -> Bound:
    """What closes a response; one that is ``freed`` is closed by that, which is up to the interpreter."""
    if fate.lost:
        return Bound(State.UNKNOWN, reason=msg("the paths of its function are too many to be followed"))
    if left is None:
        return Bound(State.EXPLICIT, expression="closed")
    return Bound(State.DEFAULT if freed else State.NONE, source=left.place, reason=reason)


def _enclosed(site: CallSite, value: Instance, context: str) -> Remedy:
    """A block around what uses the response. A coroutine of the project is no context, whatever it gives."""
    own = value.made is None or value.made.call.place != site.call.place
    kind = "" if not context or (own and context == "async with") else "with"
    unsafe = msg("what still reads from the response behind the block fails: make sure that nothing does")
    text = msg("use `with`, or close it on every path")
    return Remedy(text, kind, site.call.place, unsafe=unsafe if kind else None, form=context)


def _use(site: CallSite, known: Known, value: Instance, fate: Fate, response: Response) -> Wait:
    reason = (
        msg("its status is never looked at") if fate.dropped else msg("`{name}` is never looked at", name=fate.held)
    )
    text = msg("call raise_for_status(), or look at the status")
    kind = "check" if "raise_for_status" in response.check else ""
    unsafe = msg("errors that nobody has noticed so far will raise") if kind else None
    fix = Remedy(text, kind, site.call.place, "raise_for_status" if kind else "", unsafe=unsafe)
    return _wait(site, _api(value), known, "use", Bound(State.NONE, reason=reason), fix)


def _api(value: Instance) -> str:
    return value.made.name if value.made else value.library


def _wait(site: CallSite, api: str, known: Known, parameter: str, bound: Bound, fix: Remedy | None) -> Wait:
    return Wait(
        Layer.RESPONSE,
        api,
        site.call.place,
        bound,
        known.library.name,
        parameter=parameter,
        role="response",
        function=site.scope.replace(".<locals>", ""),
        remedy=fix,
    )


# -- clients ---------------------------------------------------------------------------------------------------------


def _gives_client(evaluator: Evaluator, module: Module, site: CallSite) -> bool:
    """Whether a call makes a client, inside a function, that has to be closed."""
    if site.scope not in module.functions or (site.fate.handed and site.fate.kept is None):
        return False
    return any(_class_to_close(evaluator, callee) for callee in callee_of(evaluator, module.path, site))


def _class_to_close(evaluator: Evaluator, callee: object) -> str:
    """The library class of what a constructor makes, "" where nobody has to close it."""
    names: tuple[str, ...] = ()
    if isinstance(callee, Library):
        names = (evaluator.catalogue.returned(callee.name),)
    elif isinstance(callee, OwnClass):
        names = order(evaluator, callee.path, callee.class_)[1]
    return next((name for name in names if evaluator.catalogue.has_to_be_closed(name)), "")


def _client_wait(evaluator: Evaluator, module: Module, site: CallSite) -> Iterator[Wait]:
    left = _left(evaluator, module, site)
    for callee in callee_of(evaluator, module.path, site):
        name = _class_to_close(evaluator, callee)
        known = evaluator.catalogue.library_of(name)
        if left is not None and known is not None:
            condition = left if left.when or left.error else None
            reason = _left_open(Fate(), condition, "")
            fix = Remedy(msg("enter it with `with`, or make it once and keep it"), place=site.call.place)
            bound = Bound(State.NONE, source=left.place, reason=reason)
            yield Wait(
                Layer.RESPONSE,
                name,
                site.call.place,
                bound,
                known.name,
                parameter="client",
                role="response",
                function=site.scope.replace(".<locals>", ""),
                remedy=fix,
            )
            return
