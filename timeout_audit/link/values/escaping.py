"""The names that stand as values in a program: what they name may be called by other names than its own."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.link.program import Module
from timeout_audit.link.values.kinds import Frame
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Attribute, Call, Expr, Item, Name, held, last_name
from timeout_audit.model.place import Place

# What gives the function that it is given, or one that calls it, by the position of that function.
_WRAPPING = {
    "async_to_sync": 0,
    "cache": 0,
    "cast": 1,
    "lru_cache": 0,
    "partial": 0,
    "partialmethod": 0,
    "staticmethod": 0,
    "sync_to_async": 0,
}


class Escape(Struct, frozen=True):
    """A name that stands as a value: ``value`` is the name itself, or the partial or the like that is made of it.

    ``target`` is the dotted name that is given it, "" for none; ``call`` what is given it as its argument, or calls it.
    """

    named: Name | Attribute
    value: Expr
    frame: Frame
    place: Place
    target: str = ""
    call: Call | None = None


def escapes(evaluator: Evaluate) -> dict[str, list[Escape]]:
    """What stands as a value in the program, by its last name."""
    memo = evaluator.memo
    if "escaping" not in memo:
        found: dict[str, list[Escape]] = {}
        for path, module in tuple(evaluator.program.modules.items()):
            for escape in (*_bound(path, module), *_argued(path, module), *_given_back(path, module)):
                found.setdefault(last_name(escape.named), []).append(escape)
        memo["escaping"] = found
    index: dict[str, list[Escape]] = memo["escaping"]
    return index


def _bound(path: str, module: Module) -> Iterator[Escape]:
    for binding in (one for found in tuple(module.bindings.values()) for one in tuple(found)):
        frame = Frame(path, binding.scope, binding.block, binding.place)
        for named, value in _carried(binding.value):
            yield Escape(named, value, frame, binding.place, binding.target)


def _argued(path: str, module: Module) -> Iterator[Escape]:
    for site in (one for found in tuple(module.calls.values()) for one in tuple(found)):
        frame = Frame(path, site.scope, site.block, site.call.place)
        called = site.call.function
        given = [] if last_name(called) in _WRAPPING else [one.value for one in site.call.arguments]
        for value in given if isinstance(called, (Name, Attribute)) else [called, *given]:
            for named, carried in _carried(value):
                yield Escape(named, carried, frame, site.call.place, call=site.call)


def _given_back(path: str, module: Module) -> Iterator[Escape]:
    """What functions return, and what their parameters are by default."""
    for function in tuple(module.functions.values()):
        for value, place, block in (*function.returns, *function.yields):
            for named, carried in _carried(value):
                yield Escape(named, carried, Frame(path, function.qualname, block, place), place)
        for parameter in function.parameters:
            for named, carried in _carried(parameter.default) if parameter.default is not None else ():
                yield Escape(named, carried, Frame(path, function.scope), function.place)


def _carried(value: Expr) -> Iterator[tuple[Name | Attribute, Expr]]:
    """The names that stand in an expression as values, each with what is made of it there."""
    if isinstance(value, (Name, Attribute)):
        yield value, value
    elif isinstance(value, Call):
        position = _WRAPPING.get(last_name(value.function))
        if position is not None and len(value.arguments) > position:
            yield from ((named, value) for named, _ in _carried(value.arguments[position].value))
    else:
        for part in (value.value,) if isinstance(value, Item) else held(value):
            yield from _carried(part)
