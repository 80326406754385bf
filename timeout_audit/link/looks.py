"""Who looks at a response besides the code that asks for it, and who only asks whether somebody answers."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.catalogue.entry import Response
from timeout_audit.link.objects import Objects, is_parent_call
from timeout_audit.link.program import Module
from timeout_audit.link.values.binding import bind
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Instance, Made, OwnFunction
from timeout_audit.link.values.sites import site_at
from timeout_audit.model.expression import Attribute, Call, Const, Expr, Mapping, Name
from timeout_audit.model.python import CallSite

# What changes nothing on the other side.
_ASKING = frozenset({"get", "head", "options"})
# Functions that a response is followed through.
_DEPTH = 6


def probes(module: Module, site: CallSite, made: Made) -> bool:
    """Whether a call asks whether somebody answers, not what: nothing is read, and an error is caught around it."""
    if not site.fate.dropped or made.name.rpartition(".")[2] not in _ASKING:
        return False
    return any(block.kind == "try" for block in module.branches(site.scope).around(site.block))


def is_looked_at(evaluator: Evaluator, response: Response, made: Made, call: Call, frame: Frame) -> bool:
    """Whether somebody looks at a response on its way to the code that asked for it with ``call``."""
    return (
        _looked_at(evaluator, made)
        or _override_looks(evaluator, response, made)
        or _looked_at_on_the_way(evaluator, made, call, frame)
    )


def _looked_at_on_the_way(evaluator: Evaluator, made: Made, call: Call, frame: Frame, depth: int = 0) -> bool:
    """Whether a function of the project looks at a response between the call that gives it and the one that made it."""
    if depth >= _DEPTH or call.place == made.call.place:
        return False
    giving = (one for one in _calls_inside(evaluator, call, frame) if _gives(evaluator, *one, made))
    return any(
        _uses(evaluator.program.module(inside.path), site)
        or _looked_at_on_the_way(evaluator, made, site.call, inside, depth + 1)
        for site, inside in giving
    )


def _calls_inside(evaluator: Evaluator, call: Call, frame: Frame) -> Iterator[tuple[CallSite, Frame]]:
    """The calls in the function of the project that a call runs, each with where it stands on its behalf."""
    for own in evaluator.values(call.function, frame):
        if isinstance(own, OwnFunction):
            scope = own.function.qualname
            arguments = bind(evaluator, own.function, call, frame, bound=own.receiver is not None)
            for site in evaluator.program.module(own.path).calls.get(scope, ()):
                yield site, Frame(own.path, scope, site.block, site.call.place, arguments, own.receiver)


def _gives(evaluator: Evaluator, site: CallSite, frame: Frame, made: Made) -> bool:
    """Whether a call gives the very response that another one made."""
    places = (
        one.made.call.place for one in evaluator.values(site.call, frame) if isinstance(one, Instance) and one.made
    )
    return made.call.place in places


def _looked_at(evaluator: Evaluator, made: Made) -> bool:
    """Whether the function that made the response looks at it, or a hook of the call or of the client is told of it."""
    frame, receiver = made.frame, made.receiver
    module = evaluator.program.module(frame.path)
    site = site_at(evaluator, module, frame.scope, made.call.place)
    if site is not None and _uses(module, site):
        return True
    calls = [made.call, *([receiver.made.call] if receiver is not None and receiver.made is not None else [])]
    if any(one.keyword in ("hooks", "event_hooks") and _tells(one.value) for call in calls for one in call.arguments):
        return True
    return receiver is not None and Objects(evaluator).hooked(receiver)


def _uses(module: Module, site: CallSite) -> bool:
    """Whether the function in which a call stands looks at what it gives, or has another one do so."""
    return bool(site.fate.used) or _is_shown(module, site)


def _is_shown(module: Module, site: CallSite) -> bool:
    """Whether the function that makes a response gives it to another one, by the name that it has there."""
    held = Name(site.fate.held)
    calls = module.calls.get(site.scope, ()) if held.id else ()
    return any(argument.value == held for one in calls for argument in one.call.arguments)


def _override_looks(evaluator: Evaluator, response: Response, made: Made) -> bool:
    """Whether a method of the project in the call's way looks at what the library gives it."""
    if made.receiver is None or made.receiver.own is None:
        return False
    for method in response.through:
        for own in evaluator.member(made.receiver, method):
            if isinstance(own, OwnFunction):
                calls = evaluator.program.module(own.path).calls.get(own.function.qualname, ())
                if any(_looks(one, method) for one in calls):
                    return True
    return False


def _looks(site: CallSite, method: str) -> bool:
    """Whether a call in an override is its parent's, whose answer is looked at, or looks at an answer itself."""
    function = site.call.function
    if isinstance(function, Attribute) and function.name == "raise_for_status":
        return True
    return bool(site.fate.used) and is_parent_call(site.call, method)


def _tells(hooks: Expr) -> bool:
    """Whether a dict of hooks may hold one for responses."""
    if not isinstance(hooks, Mapping):
        return True
    return any(key == Const("response") or not isinstance(key, Const) for key, _ in hooks.entries)
