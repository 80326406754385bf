"""What changes a dict besides assignments to its items: calls of its methods, and other names for it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from timeout_audit.link.program import Module
from timeout_audit.link.values.growing import OPENED
from timeout_audit.link.values.kinds import Frame, OwnFunction
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import (
    Argument,
    Attribute,
    Call,
    Expr,
    Item,
    Name,
    Opaque,
    Sequence,
    dotted,
    entry_of,
)
from timeout_audit.model.python import Binding, CallSite, Function

GROWING = frozenset({"setdefault", "update", "pop"})
"""The methods that change a dict."""

_VALUES = frozenset({"items", "values"})


def growing_calls(evaluator: Evaluate, module: Module, scope: str) -> dict[str, list[Binding]]:
    """The calls of a scope that change dicts, by the dict's name."""
    sites = module.calls.get(scope, ())
    key = ("growing", module.path, scope, len(sites))
    memo = evaluator.memo
    if key not in memo:
        found: dict[str, list[Binding]] = {}
        for site in sites:
            step = growing(site)
            if step is not None:
                found.setdefault(step.target, []).append(step)
        memo[key] = found
    steps: dict[str, list[Binding]] = memo[key]
    return steps


def growing(site: CallSite) -> Binding | None:
    """A call that changes a dict, as a step."""
    function = site.call.function
    if not isinstance(function, Attribute) or function.name not in GROWING:
        return None
    name = dotted(function.value)
    target, keys = (name, ()) if name else entry_of(function.value) or ("", ())
    path = Sequence(keys) if keys else None
    return Binding(target, site.call, site.scope, site.call.place, site.block, function.name, path) if target else None


def opened(evaluator: Evaluate, module: Module, scope: str, name: str) -> list[Binding]:
    """Where the dict of a name gets another name under which it is changed."""
    sites = module.calls.get(scope, ())
    key = ("opened", module.path, scope, name, len(module.bindings), len(sites))
    memo = evaluator.memo
    if key not in memo:
        memo[key] = []  # while callees are looked for
        lent = (step for site in sites for step in _lent(evaluator, module, site, name))
        memo[key] = [*_renamed(evaluator, module).get((scope, name), ()), *lent]
    steps: list[Binding] = memo[key]
    return steps


def _renamed(evaluator: Evaluate, module: Module) -> dict[tuple[str, str], list[Binding]]:
    """``http = options["http"]``, where ``http`` (or a loop's variable) is changed afterwards: by scope and dict."""
    key = ("renamed", module.path, len(module.bindings), len(module.calls))
    memo = evaluator.memo
    if key not in memo:
        found: dict[tuple[str, str], list[Binding]] = {}
        for (scope, name), bindings in module.bindings.items():
            if is_changed(evaluator, module, scope, name):
                for one in bindings:
                    named = _named(one.value) if one.kind == "assign" else _looped(one)
                    if named is not None and named[0] != name:
                        found.setdefault((scope, named[0]), []).append(_opening(named[1], one))
        memo[key] = found
    steps: dict[tuple[str, str], list[Binding]] = memo[key]
    return steps


def _lent(evaluator: Evaluate, module: Module, site: CallSite, name: str) -> Iterator[Binding]:
    """``limit(options)``, where that function of the project changes its parameter."""
    callee = site.call.function
    given = [(index, one) for index, one in enumerate(site.call.arguments) if not one.star and _is_of(one.value, name)]
    if not given or not isinstance(callee, Name):
        return
    at = Frame(module.path, site.scope, site.block, site.call.place)
    for value in evaluator.values(callee, at):
        if not isinstance(value, OwnFunction):
            continue
        for index, argument in given:
            parameter = _parameter(value.function, index, argument)
            if is_changed(evaluator, evaluator.program.module(value.path), value.function.qualname, parameter):
                named = _named(argument.value)
                step = Binding(name, argument.value, site.scope, site.call.place, site.block)
                yield _opening(named[1] if named else (), step)


def _opening(keys: tuple[Expr, ...], step: Binding) -> Binding:
    return replace(step, kind=OPENED, key=Sequence(keys) if keys else None)


def _is_of(value: Expr, name: str) -> bool:
    named = _named(value)
    return named is not None and named[0] == name


def _parameter(function: Function, index: int, argument: Argument) -> str:
    if argument.keyword is not None:
        return argument.keyword
    return function.parameters[index].name if index < len(function.parameters) else ""


def _named(value: Expr) -> tuple[str, tuple[Expr, ...]] | None:
    """The dotted name of a dict, with the keys that lead to the one inside of it that is meant."""
    name = dotted(value)
    return (name, ()) if name else entry_of(value)


def _looped(binding: Binding) -> tuple[str, tuple[Expr, ...]] | None:
    """The same for the variable of a loop over the values of a dict, which may be any of them."""
    value = binding.value
    while binding.kind == "for" and isinstance(value, Item):
        value = value.value
    if not isinstance(value, Call) or not isinstance(value.function, Attribute):
        return None
    named = _named(value.function.value) if value.function.name in _VALUES else None
    return (named[0], (*named[1], Opaque("…"))) if named is not None else None


def is_changed(evaluator: Evaluate, module: Module, scope: str, name: str) -> bool:
    """Whether a scope changes the dict of a name."""
    return bool(module.history(scope, name).changes) or name in growing_calls(evaluator, module, scope)
