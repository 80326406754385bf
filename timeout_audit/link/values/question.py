"""What the parts of this package may ask of the whole."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from timeout_audit.catalogue.index import Catalogue
from timeout_audit.link.program import Program
from timeout_audit.link.promising import Promising
from timeout_audit.link.values.alternatives import telling
from timeout_audit.link.values.kinds import (
    Arguments,
    Computed,
    Frame,
    Instance,
    Lazy,
    OwnFunction,
    Unknown,
    Value,
    Values,
)
from timeout_audit.model.expression import Call, Const, Expr, argument_of, last_name, sketched
from timeout_audit.model.text import msg

_Answer = TypeVar("_Answer")


_NONE = Const(None)
_LOOKUPS = frozenset({"get", "getattr", "pop"})


class Evaluate(Protocol):
    """The evaluator, as names, members and calls see it."""

    program: Program
    catalogue: Catalogue
    promising: Promising
    memo: dict[Any, Any]

    def values(self, expression: Expr, frame: Frame) -> Values:
        """The alternatives of an expression at a point; never empty."""

    def value(self, lazy: Lazy) -> Values:
        """The alternatives of a kept expression."""

    def member(self, instance: Instance, name: str) -> Values:
        """An attribute or method of an object; () where its class has none."""

    def returned(self, function: OwnFunction, arguments: Arguments) -> Values:
        """What a function of the project gives for these arguments."""

    def once(self, key: Hashable, answer: Callable[[], Values], *, remember: bool = False) -> Values:
        """An answer that may ask for itself; the inner question is unknown. ``remember`` keeps it."""

    def apart(self, steps: int) -> AbstractContextManager[None]:
        """A question aside, of which so much work is allowed, and none of it is taken from who asks."""

    def noted(self, key: Hashable, circle: _Answer, answer: Callable[[], _Answer]) -> _Answer:
        """An answer that is given once for a key of ``memo``. Asked for itself it is ``circle``."""

    def kept(self, key: Hashable, of: tuple[object, ...], answer: Callable[[], _Answer]) -> _Answer:
        """An answer that holds for these very objects, given once."""


def standing(frame: Frame) -> tuple[object, ...]:
    """What tells a frame that follows one call, or one object, from others (see ``Evaluate.kept``)."""
    return frame.arguments, frame.instance.made if frame.instance is not None else None


def is_general(frame: Frame) -> bool:
    """Whether a frame stands for every call of its function: what is found there can be remembered."""
    return frame.arguments is None and (frame.instance is None or frame.instance.made is None)


def unread(call: Call, name: str = "") -> Value:
    """Something of which nothing is known but the call that gave it: not None, unless that is the call's default."""
    shown = name or sketched(call.function)
    if is_none_by_default(call):
        return Unknown(msg("`{name}()` may give None, its default", name=shown), "runtime", call.place)
    return Computed(f"{shown}()", call.place)


def is_none_by_default(call: Call) -> bool:
    """Whether a call says that None is the default of what it gives: ``get("timeout", None)``, ``f(default=None)``."""
    if argument_of(call, None, "default") == _NONE:
        return True
    plain = [one.value for one in call.arguments if one.keyword is None and not one.star]
    is_lookup = last_name(call.function) in _LOOKUPS or isinstance(plain[0] if plain else None, Const)
    return is_lookup and plain[1:] == [_NONE]


def join(answers: Iterable[Values]) -> Values:
    """All alternatives of several answers."""
    return tuple(value for answer in answers for value in answer)


def limited(values: Values, most: int = 8) -> Values:
    """The alternatives without repetitions, and not too many of them."""
    if len(values) < 2:
        return values
    found: dict[object, Value] = {}
    # What is defined by itself adds nothing to the other alternatives.
    known = [value for value in values if not (isinstance(value, Unknown) and value.kind == "cycle")]
    for value in known or values:
        found.setdefault(telling(value), value)
        if len(found) >= most:
            break
    return tuple(found.values())
