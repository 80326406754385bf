"""One way in: what an expression can be at a point of the program.

Every question is answered with a tuple of alternatives. Work is counted and cut off: an answer that would take too
long is ``Unknown``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from timeout_audit.catalogue.index import Catalogue
from timeout_audit.link.program import Program
from timeout_audit.link.values import arithmetic, calls, items, members, names, parameters
from timeout_audit.link.values.kinds import (
    CIRCLE,
    Arguments,
    Computed,
    Frame,
    Instance,
    Items,
    Lazy,
    Library,
    OwnFunction,
    Partial,
    Plain,
    Unknown,
    Values,
)
from timeout_audit.link.values.loose import loose
from timeout_audit.link.values.plain import on_plain
from timeout_audit.link.values.question import join, limited
from timeout_audit.model.expression import (
    Attribute,
    Call,
    Choice,
    Const,
    Expr,
    Item,
    Lambda,
    Mapping,
    Name,
    Opaque,
    Operation,
    Sequence,
    Text,
    chain,
)
from timeout_audit.model.text import msg

_DEEPEST = 40
_WORK = 4000
_LONG = 100
# In a program of so much work, what was cut short in one question is so in the next ones.
_PATIENCE = 100_000
# Answers that are kept of single calls and objects.
_MOST = 100_000
_Answer = TypeVar("_Answer")


class Evaluator:
    """Follows expressions through a program. ``memo`` holds what the parts of this package remember."""

    def __init__(self, program: Program, catalogue: Catalogue) -> None:
        self.program = program
        self.catalogue = catalogue
        self.memo: dict[Any, Any] = {}
        self._active: set[Hashable] = set()
        self._answers: dict[Hashable, Values] = {}
        self._kept: dict[Hashable, tuple[Any, tuple[object, ...]]] = {}
        # Answers that were cut short: they do for the rest of a question that has become a long one.
        self._partial: dict[Hashable, tuple[Any, tuple[object, ...]]] = {}
        self._total = 0
        # How often something was cut short, and how often so because the work or the depth allowed had run out.
        self._cuts = 0
        self._exhausted = 0
        self._depth = 0
        self._work = 0

    def begin(self) -> None:
        """Start a new question: the work allowed is counted from here."""
        self._total += self._work
        self._work = 0
        if self._total < _PATIENCE or len(self._partial) > _MOST:
            self._partial.clear()

    def values(self, expression: Expr, frame: Frame) -> Values:
        """The alternatives of an expression; never empty."""
        self._work += 1
        if self._depth >= _DEEPEST or self._work > _WORK:
            self._give_up()
            return (Unknown(msg("it is decided too many steps away"), "depth"),)
        self._depth += 1
        try:
            found = _METHODS[type(expression)](self, expression, frame)
        finally:
            self._depth -= 1
        return limited(found) or (Unknown(msg("nothing is known of it")),)

    def value(self, lazy: Lazy) -> Values:
        """What a kept expression is, where it stands."""
        return lazy.known or self.values(lazy.expression, lazy.frame)

    def member(self, instance: Instance, name: str) -> Values:
        """An attribute or method of an object; () where its class has none."""
        return members.of_instance(self, instance, name)

    def returned(self, function: OwnFunction, arguments: Arguments) -> Values:
        """What a function of the project gives for these arguments."""
        return calls.returned(self, function, arguments)

    def once(self, key: Hashable, answer: Callable[[], Values], *, remember: bool = False) -> Values:
        """An answer that may ask for itself: the inner question is unknown.

        ``remember`` keeps it for the next time the same is asked, unless it was cut short.
        """
        if remember and (known := self._answers.get(key)) is not None:
            return known
        if remember and self._work > _LONG and (partial := self._partial.get(key)) is not None:
            self._give_up()
            return partial[0]  # type: ignore[no-any-return]
        if key in self._active:
            self._cuts += 1
            return (Unknown(CIRCLE, "cycle"),)
        cuts = self._cuts
        self._active.add(key)
        try:
            found = answer()
        finally:
            self._active.discard(key)
        if remember and cuts == self._cuts:
            self._answers[key] = found
        elif remember:
            self._partial[key] = (found, ())
        return found

    def noted(self, key: Hashable, circle: _Answer, answer: Callable[[], _Answer]) -> _Answer:
        """An answer that holds for a key of ``memo``, unless the work ran out. Asked for itself it is ``circle``."""
        if key in self.memo:
            return self.memo[key]  # type: ignore[no-any-return]
        if self._work > _LONG and (partial := self._partial.get(key)) is not None:
            self._give_up()
            return partial[0]  # type: ignore[no-any-return]
        exhausted = self._exhausted
        self.memo[key] = circle
        try:
            found = answer()
        except BaseException:
            del self.memo[key]
            raise
        if exhausted == self._exhausted:
            self.memo[key] = found
        else:
            del self.memo[key]
            self._partial[key] = (found, ())
        return found

    def kept(self, key: Hashable, of: tuple[object, ...], answer: Callable[[], _Answer]) -> _Answer:
        """An answer that holds for these very objects, unless it was cut short: the same question is answered once."""
        full = (key, *map(id, of))
        known = self._kept.get(full)
        if known is not None:
            return known[0]  # type: ignore[no-any-return]
        if self._work > _LONG and (known := self._partial.get(full)) is not None:
            self._give_up()
            return known[0]  # type: ignore[no-any-return]
        cuts = self._cuts
        found = answer()
        if cuts == self._cuts:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            # The objects are kept with it: their identities stay theirs.
            self._kept[full] = (found, of)
        else:
            self._partial[full] = (found, of)
        return found

    def _give_up(self) -> None:
        self._cuts += 1
        self._exhausted += 1

    # -- expressions ---------------------------------------------------------------------------------------------

    def _const(self, node: Const, frame: Frame) -> Values:
        return (Plain(node.value, frame.at),)

    def _name(self, node: Name, frame: Frame) -> Values:
        return names.lookup(self, node.id, frame)

    def _attribute(self, node: Attribute, frame: Frame) -> Values:
        given = names.assigned_attribute(self, node, frame)
        if given is not None:
            return given
        holders = self.values(node.value, frame)
        if all(isinstance(value, (Unknown, Computed)) for value in holders) and (anywhere := loose(self, node)):
            return anywhere
        return join(members.attribute(self, value, node.name, frame) for value in holders)

    def _item(self, node: Item, frame: Frame) -> Values:
        if (alias := parameters.alias(self, node, frame)) is not None:
            return alias
        index = () if isinstance(node.index, Opaque) else self.values(node.index, frame)
        return join(items.item(self, value, index, node) for value in self.values(node.value, frame))

    def _call(self, node: Call, frame: Frame) -> Values:
        plain = on_plain(self, node, frame)
        if plain is not None:
            return plain
        return join(calls.result(self, value, node, frame) for value in self.values(node.function, frame))

    def _sequence(self, node: Sequence, frame: Frame) -> Values:
        return (Items(tuple(Lazy(item, frame) for item in node.items), frame.at),)

    def _mapping(self, node: Mapping, frame: Frame) -> Values:
        return (items.table(self, node, frame),)

    def _operation(self, node: Operation, frame: Frame) -> Values:
        return arithmetic.operate(node.operator, [self.values(operand, frame) for operand in node.operands], frame.at)

    def _choice(self, node: Choice, frame: Frame) -> Values:
        tested: Values = ()
        if node.tested and "[" not in node.tested:
            tested = self.values(chain(node.tested.split(".")), frame)
        return arithmetic.choose(node, [self.values(option, frame) for option in node.options], tested)

    def _text(self, node: Text, frame: Frame) -> Values:
        parts = [part.value if isinstance(part, Const) else self.values(part, frame) for part in node.parts]
        return arithmetic.format_text(parts, frame.at)

    def _lambda(self, node: Lambda, frame: Frame) -> Values:
        return (Partial(Library("<lambda>"), Call(node, (), frame.at or names.NOWHERE), frame),)

    def _opaque(self, node: Opaque, frame: Frame) -> Values:
        return (Computed(node.source, frame.at),)


_METHODS: dict[type, Callable[[Evaluator, Any, Frame], Values]] = {
    Const: Evaluator._const,
    Name: Evaluator._name,
    Attribute: Evaluator._attribute,
    Item: Evaluator._item,
    Call: Evaluator._call,
    Sequence: Evaluator._sequence,
    Mapping: Evaluator._mapping,
    Operation: Evaluator._operation,
    Choice: Evaluator._choice,
    Text: Evaluator._text,
    Lambda: Evaluator._lambda,
    Opaque: Evaluator._opaque,
}
