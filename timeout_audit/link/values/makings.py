"""Wrappers of the project: functions that give a function back which calls the one that they are given."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.link.program import Module
from timeout_audit.link.values.escaping import Escape
from timeout_audit.link.values.kinds import Computed, Frame, Library, Method, OwnFunction, Partial, Unknown, Value
from timeout_audit.link.values.question import Evaluate
from timeout_audit.link.values.sites import aliases, callee_of, sites_named
from timeout_audit.model.expression import Attribute, Call, Name
from timeout_audit.model.python import Binding, CallSite, Function


def maker_of(escape: Escape, module: Module, function: Function) -> Function | None:
    """The function that gives back one of its own inner ones where that stands; None where nothing does."""
    maker = module.functions.get(function.scope)
    if maker is None or (escape.frame.path, escape.frame.scope) != (module.path, function.scope):
        return None
    returned = any((value, place) == (escape.value, escape.place) for value, place, _ in maker.returns)
    return maker if returned else None


def makings(evaluator: Evaluate, path: str, maker: Function) -> Iterator[tuple[str, CallSite | None]]:
    """The calls that give a wrapper something that waits, with their files; None for one that cannot be told."""
    names = {maker.name, *aliases(evaluator).get(maker.name, ())}
    sites = [one for name in sorted(names) for one in sites_named(evaluator, name)]
    found = [one for one in sites if any(_is(value, path, maker) for value in callee_of(evaluator, *one))]
    if not found:
        yield path, None
    for where, site in found:
        waits = _waits(evaluator, where, site)
        if waits is not False:
            yield where, site if waits else None


def _is(value: Value, path: str, maker: Function) -> bool:
    return isinstance(value, OwnFunction) and (value.path, value.function.qualname) == (path, maker.qualname)


def _waits(evaluator: Evaluate, where: str, site: CallSite) -> bool | None:
    """Whether a call is given a function of a library that waits; None where that cannot be told."""
    catalogue, unsure = evaluator.catalogue, False
    for argument in site.call.arguments:
        if not isinstance(argument.value, (Name, Attribute, Call)) and not argument.star:
            continue
        frame = Frame(where, site.scope, site.block, argument.place)
        for value in evaluator.values(argument.value, frame):
            if isinstance(value, (Library, Method)) and catalogue.waits(catalogue.canonical(value.name)):
                return True
            unsure = unsure or isinstance(value, (Computed, Partial, Unknown))
    return None if unsure else False


def named_as(module: Module, made: Call) -> list[Binding]:
    """The assignments that give a name to what a call gives."""
    every = (one for found in tuple(module.bindings.values()) for one in tuple(found))
    return [one for one in every if one.kind == "assign" and one.value == made]
