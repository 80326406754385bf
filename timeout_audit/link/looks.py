"""Who looks at a response besides the code that asks for it, and who only asks whether somebody answers."""

from __future__ import annotations

from timeout_audit.catalogue.entry import Response
from timeout_audit.link.objects import Objects, is_parent_call
from timeout_audit.link.program import Module
from timeout_audit.link.values.callers import site_at
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Made, OwnFunction
from timeout_audit.model.expression import Attribute, Const, Expr, Mapping, Name
from timeout_audit.model.python import CallSite

# What changes nothing on the other side.
_ASKING = frozenset({"get", "head", "options"})


def probes(module: Module, site: CallSite, made: Made) -> bool:
    """Whether a call asks whether somebody answers, not what: nothing is read, and an error is caught around it."""
    if not site.fate.dropped or made.name.rpartition(".")[2] not in _ASKING:
        return False
    return any(block.kind == "try" for block in module.branches(site.scope).around(site.block))


def is_looked_at(evaluator: Evaluator, response: Response, made: Made) -> bool:
    """Whether somebody looks at a response on its way to the code that asked for it."""
    return _looked_at(evaluator, made) or _override_looks(evaluator, response, made)


def _looked_at(evaluator: Evaluator, made: Made) -> bool:
    """Whether the function that made the response looks at it, or a hook of the call or of the client is told of it."""
    frame, receiver = made.frame, made.receiver
    module = evaluator.program.module(frame.path)
    site = site_at(evaluator, module, frame.scope, made.call.place)
    if site is not None and (site.fate.used or _is_shown(module, site)):
        return True
    calls = [made.call, *([receiver.made.call] if receiver is not None and receiver.made is not None else [])]
    if any(one.keyword in ("hooks", "event_hooks") and _tells(one.value) for call in calls for one in call.arguments):
        return True
    return receiver is not None and Objects(evaluator).hooked(receiver)


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
    return bool(site.fate.used) and is_parent_call(function, method)


def _tells(hooks: Expr) -> bool:
    """Whether a dict of hooks may hold one for responses."""
    if not isinstance(hooks, Mapping):
        return True
    return any(key == Const("response") or not isinstance(key, Const) for key, _ in hooks.entries)
