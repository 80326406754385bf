"""Values of operators: sums and products of constants, ``or``, conditionals, formatted text."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from itertools import product
from typing import TypeGuard

from msgspec.structs import replace

from timeout_audit.link.values.kinds import (
    Computed,
    Handed,
    Instance,
    Items,
    Joined,
    Plain,
    Table,
    Template,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.values.tables import Merged
from timeout_audit.model.expression import Choice, Literal, mentions, spelled
from timeout_audit.model.place import Place
from timeout_audit.model.text import Message, msg

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}
_JOINING = frozenset({"|", "&"})
_HOLE = "{}"


def operate(sign: str, operands: Sequence[Values], place: Place | None) -> Values:
    """The values of an operation over the alternatives of its operands."""
    if sign in _JOINING and _joins(operands):
        return (Joined(sign, tuple(operands), place),)
    return tuple(_one(sign, combination, place) for combination in product(*operands))[:16]


def _joins(operands: Sequence[Values]) -> bool:
    """Whether an operator stands between objects of libraries, none of which is a dict."""
    values = [value for operand in operands for value in operand]
    objects = any(isinstance(value, Joined) or (isinstance(value, Instance) and value.library) for value in values)
    return objects and not any(isinstance(value, Table) for value in values)


def _one(sign: str, operands: tuple[Value, ...], place: Place | None) -> Value:
    steps = tuple(step for operand in operands for step in operand.steps)
    numbers = [number for operand in operands if (number := _number(operand)) is not None]
    if len(numbers) == len(operands) == 1:
        return Plain(-numbers[0] if sign == "-" else numbers[0], place, steps)
    if len(numbers) == len(operands) == 2 and sign in _ARITHMETIC:
        try:
            return Plain(_ARITHMETIC[sign](*numbers), place, steps)
        except (ArithmeticError, ValueError):
            return Computed(sign, place, steps)
    if sign == "|" and all(isinstance(operand, Table) for operand in operands):
        return merge_tables([operand for operand in operands if isinstance(operand, Table)])
    if sign == "+" and any(
        isinstance(operand, (Template, Plain)) and _text(operand) is not None for operand in operands
    ):
        return Template("".join(_text(operand) or _HOLE for operand in operands), place, steps)
    return Computed(f"… {sign} …" if len(operands) > 1 else sign, place, steps)


def _number(value: Value) -> float | None:
    """The number that a value is; a boolean is none."""
    if isinstance(value, Plain) and isinstance(value.value, (int, float)) and not isinstance(value.value, bool):
        return value.value
    return None


def merge_tables(tables: Sequence[Table]) -> Table:
    """Several dicts as one; later entries win."""
    merged = Merged()
    for table in tables:
        merged.take(table)
    more = next((table.more for table in tables if table.more), None)
    steps = tuple(step for table in tables for step in table.steps)
    return Table(merged.entries, more, tables[-1].place, steps, frozenset(merged.maybe))


def _text(value: Value) -> str | None:
    if isinstance(value, Template):
        return value.text
    if isinstance(value, Plain) and isinstance(value.value, str):
        return value.value
    return None


def format_text(parts: Sequence[Literal | Values], place: Place | None) -> Values:
    """An f-string: what is known of it, with a hole for the rest."""
    text = ""
    known = True
    for part in parts:
        if not isinstance(part, tuple):
            text += str(part)
        elif len(part) == 1 and isinstance(part[0], Plain) and not isinstance(part[0].value, bool):
            text += str(part[0].value)
        elif len(part) == 1 and isinstance(part[0], Template):
            text, known = text + part[0].text, False
        else:
            text, known = text + _HOLE, False
    return (Plain(text, place) if known else Template(text, place),)


def choose(node: Choice, options: Sequence[Values], tested: Values) -> Values:
    """``or``, ``and`` and conditionals: the alternatives that can come out.

    ``tested`` are the alternatives of what a conditional compares with None, () where that is not known.
    """
    if node.kind == "or":
        return _first_true(options)
    if node.kind == "if" and node.tested:
        return _by_test(node, options, tested)
    return tuple(value for values in options for value in values)


def _first_true(options: Sequence[Values]) -> Values:
    *firsts, last = options
    found: list[Value] = []
    handed = None
    for values in firsts:
        found += [_something(value) for value in values if not is_falsy(value)]
        handed = handed or next((value.handed for value in values if is_falsy(value) and _came_through(value)), None)
        if all(is_truthy(value) for value in values):
            return (*found, *_where_emptied(values, last))
    return (*found, *(_through(value, handed) for value in last))


def _where_emptied(values: Values, last: Values) -> Values:
    """What ``configured or None`` may be where nothing, or 0, is configured in the place of a default."""
    default = next((value for value in values if isinstance(value, Plain) and value.default), None)
    if default is None or not any(map(is_none, last)):
        return ()
    return (Unknown(msg("it is None where nothing, or 0, is configured for it"), "runtime", default.place),)


def _something(value: Value) -> Value:
    """What is true is not None, even where it is not known."""
    return replace(value, not_none=True) if isinstance(value, Unknown) else value


def _came_through(value: Value) -> TypeGuard[Plain | Table]:
    return isinstance(value, (Plain, Table)) and value.handed is not None


def _through(value: Value, handed: Handed | None) -> Value:
    """What stands in for something that a caller left out came the same way."""
    if handed is not None and isinstance(value, (Plain, Table)) and value.handed is None:
        return replace(value, handed=handed)
    return value


def _by_test(node: Choice, options: Sequence[Values], tested: Values) -> Values:
    none, other = (0, 1) if node.none else (1, 0)
    where_none, where_not = options[none], options[other]
    if tested and all(is_none(value) or is_off(value) for value in tested):
        return where_none
    depends = mentions(node.options[other], node.tested)
    if depends and spelled(node.options[other]) == node.tested:
        where_not = tuple(_something(value) for value in where_not if not is_none(value))
    if tested and all(map(is_truthy, tested)):
        return where_not or options[other]
    unsure = next((value for value in tested if isinstance(value, Unknown)), None)
    if unsure is not None and depends:
        # ``float(x) if x else None``: what decides over ``x`` decides over this.
        where_none = tuple(unsure if is_none(value) else value for value in where_none)
    return (*where_not, *where_none) or options[0]


def as_default(value: Value, otherwise: Message) -> Value:
    """The same value, marked as what holds only where nothing else is configured.

    ``otherwise`` says who may configure something else: a dict may then hold more.
    """
    if isinstance(value, Table):
        return replace(value, more=value.more or otherwise)
    return replace(value, default=True) if isinstance(value, (Plain, Template)) else value


def is_none(value: Value) -> bool:
    """Whether a value is the constant None."""
    return isinstance(value, Plain) and value.value is None


def is_falsy(value: Value) -> bool:
    """Whether a value is false in a test."""
    return (isinstance(value, Plain) and not value.value) or (
        isinstance(value, Table) and not value.entries and not value.more
    )


def is_off(value: Value) -> bool:
    """Whether a value is False: a switch that is off. Nobody asks of a switch whether it is None."""
    return isinstance(value, Plain) and value.value is False


def is_truthy(value: Value) -> bool:
    """Whether a value is true in a test."""
    if isinstance(value, Plain):
        return bool(value.value)
    if isinstance(value, Table):
        return any(key != "*" and key not in value.maybe for key in value.entries)
    return not isinstance(value, (Unknown, Computed, Items, Template))
