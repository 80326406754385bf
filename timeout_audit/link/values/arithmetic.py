"""Values of operators: sums and products of constants, ``or``, conditionals, formatted text."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from itertools import product

from timeout_audit.link.values.kinds import Computed, Items, Plain, Table, Template, Unknown, Value, Values
from timeout_audit.model.expression import Choice, Literal
from timeout_audit.model.place import Place

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}
_HOLE = "{}"


def operate(sign: str, operands: Sequence[Values], place: Place | None) -> Values:
    """The values of an operation over the alternatives of its operands."""
    return tuple(_one(sign, combination, place) for combination in product(*operands))[:16]


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
    entries = {key: value for table in tables for key, value in table.entries.items()}
    more = next((table.more for table in tables if table.more), None)
    maybe = frozenset(key for table in tables for key in table.maybe)
    return Table(entries, more, tables[-1].place, tuple(step for table in tables for step in table.steps), maybe)


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


def choose(node: Choice, options: Sequence[Values]) -> Values:
    """``or``, ``and`` and conditionals: the alternatives that can come out."""
    if node.kind == "or":
        found: list[Value] = []
        for index, values in enumerate(options):
            last = index == len(options) - 1
            found += [value for value in values if last or not _falsy(value)]
            if not last and all(_truthy(value) for value in values):
                break
        return tuple(found)
    if node.kind == "if" and node.tested:
        kept = options[0] if node.none else tuple(value for value in options[0] if not is_none(value))
        rest = tuple(value for value in options[1] if not (node.none and is_none(value)))
        return (*kept, *rest) or options[0]
    return tuple(value for values in options for value in values)


def is_none(value: Value) -> bool:
    """Whether a value is the constant None."""
    return isinstance(value, Plain) and value.value is None


def _falsy(value: Value) -> bool:
    return (isinstance(value, Plain) and not value.value) or (
        isinstance(value, Table) and not value.entries and not value.more
    )


def _truthy(value: Value) -> bool:
    if isinstance(value, Plain):
        return bool(value.value)
    return not isinstance(value, (Unknown, Computed, Table, Items, Template))
