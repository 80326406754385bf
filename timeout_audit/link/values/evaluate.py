"""One way in: what an expression can be at a point of the program.

Every question is answered with a tuple of alternatives. Work is counted and cut off: an answer that would take too
long is ``Unknown``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from timeout_audit.catalogue.index import Catalogue
from timeout_audit.link.program import Program
from timeout_audit.link.promising import Promising
from timeout_audit.link.values import arithmetic, calls, items, members, names
from timeout_audit.link.values.annotations import annotated_alias
from timeout_audit.link.values.arithmetic import is_none
from timeout_audit.link.values.kinds import (
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
    Value,
    Values,
)
from timeout_audit.link.values.loose import loose
from timeout_audit.link.values.memory import Memory
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
    dotted,
)
from timeout_audit.model.text import msg


class Evaluator(Memory):
    """Follows expressions through a program."""

    def __init__(self, program: Program, catalogue: Catalogue) -> None:
        super().__init__()
        self.program = program
        self.catalogue = catalogue
        self.promising = Promising(program, catalogue)

    def values(self, expression: Expr, frame: Frame) -> Values:
        """The alternatives of an expression; never empty."""
        if not self.may_step():
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

    # -- expressions ---------------------------------------------------------------------------------------------

    def _const(self, node: Const, frame: Frame) -> Values:
        return (Plain(node.value, frame.at),)

    def _name(self, node: Name, frame: Frame) -> Values:
        return names.lookup(self, node.id, frame)

    def _attribute(self, node: Attribute, frame: Frame) -> Values:
        given = names.assigned_attribute(self, node, frame)
        if given is not None:
            return given
        if found := members.of_own_class(self, node, frame):
            return found
        holders = self.values(node.value, frame)
        if all(isinstance(value, (Unknown, Computed)) for value in holders) and (anywhere := loose(self, node)):
            return anywhere
        found = join(members.attribute(self, value, node.name, frame) for value in holders)
        if any(map(_may_be_none, found)) and (name := dotted(node)) is not None:
            return names.guarded(self.program.module(frame.path), name, found, frame)
        return found

    def _item(self, node: Item, frame: Frame) -> Values:
        if (alias := annotated_alias(self, node, frame)) is not None:
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


def _may_be_none(value: Value) -> bool:
    return is_none(value) or (isinstance(value, Unknown) and not value.not_none)


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
