"""Dicts and lists of a module that start empty, and that functions fill with objects."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from timeout_audit.link.program import Module
from timeout_audit.link.values.kinds import Frame, Instance, Items, Lazy, Table, Value, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Attribute, Const, Expr, Name
from timeout_audit.model.text import msg

_ANY = "*"
# What functions put into one of them that is looked at.
_MOST = 16
_MORE = msg("entries are set in it under names that cannot be read")


def filled(evaluator: Evaluate, module: Module, name: str, values: Values) -> Values:
    """The same values, with the objects that functions put into an empty dict or list of a module's name."""
    if not any(map(_is_empty, values)):
        return values
    nothing: dict[str, Values] = {}
    found = evaluator.noted(("filled", module.path, name), nothing, lambda: _objects(evaluator, module, name))
    return tuple(_with(value, found) if _is_empty(value) else value for value in values) if found else values


def _is_empty(value: Value) -> bool:
    if isinstance(value, Table):
        return value.entries.keys() <= {_ANY}
    return isinstance(value, Items) and not value.items


def _with(value: Value, objects: dict[str, Values]) -> Value:
    """An empty dict or list with objects, of which any may be meant that is under no key which can be read."""
    lazies = {key: (Lazy(Name(key), Frame("", ""), found),) for key, found in objects.items()}
    if isinstance(value, Table):
        lazies.update((key, (*lazies.get(key, ()), *kept)) for key, kept in value.entries.items())
        return replace(value, entries=lazies, more=value.more or _MORE, maybe=frozenset(lazies) - {_ANY})
    return replace(value, items=lazies.get(_ANY, ())) if isinstance(value, Items) else value


def _objects(evaluator: Evaluate, module: Module, name: str) -> dict[str, Values]:
    found: dict[str, Values] = {}
    for key, value, frame in islice(_put(module, name), _MOST):
        objects = tuple(one for one in evaluator.values(value, frame) if isinstance(one, Instance))
        if objects:
            found[key] = (*found.get(key, ()), *objects)
    return found


def _put(module: Module, name: str) -> Iterator[tuple[str, Expr, Frame]]:
    """What functions set as an item of a variable of the module, with its key, or append to it."""
    for scope in tuple(module.functions):
        changes = [one for one in module.history(scope, name).changes if one.kind == "item"]
        for one in changes if changes and not _is_variable(module, scope, name) else ():
            key = one.key.value if isinstance(one.key, Const) and isinstance(one.key.value, str) else _ANY
            yield key, one.value, Frame(module.path, scope, one.block, one.place)
    for site in tuple(module.named.get("append", ())):
        function, given = site.call.function, site.call.arguments
        appends = isinstance(function, Attribute) and function.value == Name(name) and given and site.scope
        if appends and not _is_variable(module, site.scope, name):
            yield _ANY, given[0].value, Frame(module.path, site.scope, site.block, given[0].place)


def _is_variable(module: Module, scope: str, name: str) -> bool:
    """Whether a function has a variable or a parameter of that name."""
    function = module.functions.get(scope)
    given = function is not None and any(one.name == name for one in function.parameters)
    return given or bool(module.history(scope, name).whole)
