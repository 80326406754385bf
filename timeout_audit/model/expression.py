"""Expressions of the audited code as data: what was written, without the syntax tree.

Only what a value or a receiver can be read from is kept; everything else is ``Opaque`` with its source text.
``await x`` is ``x``: a coroutine and its result are one thing here.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from timeout_audit.model.place import Place
from timeout_audit.model.shared import share

Literal = bool | int | float | str | None


class Const(Struct, frozen=True, array_like=True, tag=True):
    """None, a boolean, a number or a string. Bytes and ``...`` are opaque."""

    value: Literal

    def __post_init__(self) -> None:
        share(self, "value")


class Name(Struct, frozen=True, array_like=True, tag=True):
    """A bare name; what it means depends on the scope and the line where it stands."""

    id: str

    def __post_init__(self) -> None:
        share(self, "id")


class Attribute(Struct, frozen=True, array_like=True, tag=True):
    """An attribute: ``value.name``."""

    value: Expr
    name: str

    def __post_init__(self) -> None:
        share(self, "name")


class Item(Struct, frozen=True, array_like=True, tag=True):
    """``value[index]``; an unpacked target is an item of what was unpacked."""

    value: Expr
    index: Expr


class Argument(Struct, frozen=True, array_like=True, tag=True):
    """One argument of a call. ``keyword`` is None for positions; ``star`` is "", "*" or "**"."""

    value: Expr
    keyword: str | None
    star: str
    place: Place

    def __post_init__(self) -> None:
        share(self, "keyword")


class Call(Struct, frozen=True, array_like=True, tag=True):
    """``function(arguments)``; ``place`` spans the whole call and identifies it within its project."""

    function: Expr
    arguments: tuple[Argument, ...]
    place: Place


class Sequence(Struct, frozen=True, array_like=True, tag=True):
    """A tuple, list or set display; a comprehension is one of the single element that it computes."""

    items: tuple[Expr, ...]


class Mapping(Struct, frozen=True, array_like=True, tag=True):
    """A dict display; a key of None is ``**value``.

    ``kept`` says which entries stay where a comprehension takes those of another dict: "" for all, "known" for those
    that are not None, "true" for those that are true, "there" for those of ``names`` that the other dict has (without
    the word it has them all), "some" where another condition decides. ``without``: all but those of the ``names``.
    """

    entries: tuple[tuple[Expr | None, Expr], ...]
    place: Place | None = None
    kept: str = ""
    names: Expr | None = None
    without: bool = False


class Operation(Struct, frozen=True, array_like=True, tag=True):
    """An arithmetic or set operation: "+", "-", "*", "/", "//", "%", "**", "|", "&"; one operand for a sign."""

    operator: str
    operands: tuple[Expr, ...]


class Choice(Struct, frozen=True, array_like=True, tag=True):
    """One of several: ``a or b`` ("or"), ``a and b`` ("and"), ``a if c else b`` ("if").

    ``tested`` is the dotted name that ``c`` compares with None, and ``none`` whether the first option is the one taken
    when it is None.
    """

    kind: str
    options: tuple[Expr, ...]
    tested: str = ""
    none: bool = False


class Text(Struct, frozen=True, array_like=True, tag=True):
    """An f-string; its parts are constants and expressions."""

    parts: tuple[Expr, ...]


class Lambda(Struct, frozen=True, array_like=True, tag=True):
    """An anonymous function: ``lambda …: body``."""

    body: Expr


class Opaque(Struct, frozen=True, array_like=True, tag=True):
    """Anything else, as source text (shortened)."""

    source: str


Expr = Const | Name | Attribute | Item | Call | Sequence | Mapping | Operation | Choice | Text | Lambda | Opaque


def dotted(expression: Expr) -> str | None:
    """``a.b.c`` as text, or None where the expression is not a chain of names."""
    names: list[str] = []
    while isinstance(expression, Attribute):
        names.append(expression.name)
        expression = expression.value
    if not isinstance(expression, Name):
        return None
    names.append(expression.id)
    return ".".join(reversed(names))


def sketched(expression: Expr) -> str:
    """What leads to a value, as text without arguments and keys: ``super().get``, ``timedelta().total_seconds``."""
    if isinstance(expression, Name):
        return expression.id
    if isinstance(expression, Attribute):
        return f"{sketched(expression.value)}.{expression.name}"
    if isinstance(expression, Call):
        return f"{sketched(expression.function)}()"
    return f"{sketched(expression.value)}[…]" if isinstance(expression, Item) else "…"


_LOOKUPS = frozenset({"get", "setdefault"})


def entry_of(expression: Expr) -> tuple[str, tuple[Expr, ...]] | None:
    """The dotted name of the dict that an expression is an entry of, and the keys that lead there: ``a["b"]["c"]``.

    ``a.setdefault("b", {})`` leads there, too. None for any other expression.
    """
    keys: list[Expr] = []
    while True:
        if isinstance(expression, Item):
            keys.append(expression.index)
            expression = expression.value
        elif isinstance(expression, Call) and isinstance(expression.function, Attribute) and expression.arguments:
            if expression.function.name not in _LOOKUPS:
                return None
            keys.append(expression.arguments[0].value)
            expression = expression.function.value
        else:
            name = dotted(expression)
            return (name, tuple(reversed(keys))) if name and keys else None


def spelled(expression: Expr) -> str:
    """A dotted name, or the entry of a dict (``config[url]``), as tests are told; "" for any other expression."""
    entry = entry_of(expression)
    if entry is None:
        return dotted(expression) or ""
    name, keys = entry
    return f"{name}[{keys[0].value}]" if len(keys) == 1 and isinstance(keys[0], Const) else ""


def last_name(expression: Expr | None) -> str:
    """The name of a bare name, or of the attribute that an expression ends with; "" for any other."""
    if isinstance(expression, Attribute):
        return expression.name
    return expression.id if isinstance(expression, Name) else ""


def argument_of(call: Call, position: int | None, keyword: str) -> Expr | None:
    """One argument of a call as it is written, by position or keyword."""
    plain = [argument for argument in call.arguments if argument.keyword is None and not argument.star]
    if position is not None and len(plain) > position:
        return plain[position].value
    return next((argument.value for argument in call.arguments if argument.keyword == keyword), None)


def mentions(expression: Expr, name: str) -> bool:
    """Whether a dotted name, or the entry of a dict, occurs anywhere in an expression."""
    if isinstance(expression, (Name, Attribute, Item, Call)) and spelled(expression) == name:
        return True
    return any(mentions(part, name) for part in _parts(expression))


def _parts(expression: Expr) -> tuple[Expr, ...]:
    if isinstance(expression, Attribute):
        return (expression.value,)
    if isinstance(expression, Item):
        return (expression.value, expression.index)
    if isinstance(expression, Call):
        return (expression.function, *(argument.value for argument in expression.arguments))
    if isinstance(expression, Choice):
        return expression.options
    if isinstance(expression, Operation):
        return expression.operands
    return ()


def held(expression: Expr) -> tuple[Expr, ...]:
    """What a list, a dict or a choice may hand on as a value: its elements, its values, its options."""
    if isinstance(expression, Sequence):
        return expression.items
    if isinstance(expression, Mapping):
        return tuple(value for _, value in expression.entries)
    return expression.options if isinstance(expression, Choice) else ()


def chain(names: Iterable[str]) -> Expr:
    """The expression that a dotted name is, the opposite of ``dotted``."""
    first, *rest = names
    expression: Expr = Name(first)
    for name in rest:
        expression = Attribute(expression, name)
    return expression
