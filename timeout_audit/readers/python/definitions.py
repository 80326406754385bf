"""The parameters of functions, and what targets of assignments bind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from timeout_audit.model.expression import Const, Expr, Item, Sequence, entry_of
from timeout_audit.model.python import Parameter
from timeout_audit.readers.python.nodes import dotted_name

Convert = Callable[[cst.BaseExpression], Expr]


def parameters_of(node: cst.Parameters, convert: Convert, typed: Convert) -> tuple[Parameter, ...]:
    """The parameters in order; ``typed`` converts annotations."""

    def one(parameter: cst.Param, kind: str) -> Parameter:
        default = convert(parameter.default) if parameter.default else None
        annotation = typed(parameter.annotation.annotation) if parameter.annotation else None
        return Parameter(parameter.name.value, kind, default, annotation)

    found = [one(parameter, "positional") for parameter in node.posonly_params]
    found += [one(parameter, "") for parameter in node.params]
    if isinstance(node.star_arg, cst.Param):
        found.append(one(node.star_arg, "*"))
    found += [one(parameter, "keyword") for parameter in node.kwonly_params]
    if node.star_kwarg:
        found.append(one(node.star_kwarg, "**"))
    return tuple(found)


def targets_of(target: cst.BaseExpression, value: Expr, convert: Convert) -> Iterator[tuple[str, Expr, Expr | None]]:
    """Each dotted name that an assignment to ``target`` concerns, with its value, and the key where it sets an item."""
    if isinstance(target, (cst.Tuple, cst.List)):
        items = getattr(value, "items", ())
        for index, element in enumerate(target.elements):
            one = items[index] if len(items) == len(target.elements) else Item(value, Const(index))
            yield from targets_of(element.value, one, convert)
    elif isinstance(target, cst.Subscript):
        entry = entry_of(convert(target)) if isinstance(target.slice[0].slice, cst.Index) else None
        if entry is not None:
            name, keys = entry
            yield name, value, keys[0] if len(keys) == 1 else Sequence(keys)
    elif name := dotted_name(target):
        yield name, value, None
