"""What one assignment gives its target."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.link.values import parameters
from timeout_audit.link.values.annotations import annotated
from timeout_audit.link.values.kinds import Computed, Frame, Plain, Unknown, Value, Values, through
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.model.expression import Const, Expr, Item, Opaque
from timeout_audit.model.python import Binding
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Step


def binding_values(evaluator: Evaluate, binding: Binding, frame: Frame) -> Values:
    """The values of a target where this assignment is the one that holds."""
    # The frame's block may be one of a scope inside of this one.
    inside = replace(frame, block=binding.block, at=binding.place)
    if binding.kind == "declare":
        return annotated(evaluator, binding.annotation, inside) or ()
    if binding.kind in ("for", "inner") and isinstance(binding.value, Item):
        return _elements(evaluator, binding, frame)
    if binding.kind.startswith("global "):
        inside = replace(inside, scope=binding.kind.removeprefix("global "))
    values = evaluator.values(binding.value, inside)
    if binding.kind == "with":
        values = join(parameters.entered(evaluator, value) for value in values)
    if binding.annotation is not None and all(isinstance(value, (Unknown, Computed)) for value in values):
        values = annotated(evaluator, binding.annotation, inside) or values
    return tuple(_written_at(value, binding) for value in values)


def _written_at(value: Value, binding: Binding) -> Value:
    """A value remembers the assignment that it came through, and a constant where it is written."""
    step = Step(msg("`{name}` is set here", name=binding.target), binding.place)
    if step in value.steps:
        return value
    if isinstance(value, Plain) and value.place is None:
        value = replace(value, place=binding.place)
    return through(value, step)


def _elements(evaluator: Evaluate, binding: Binding, frame: Frame) -> Values:
    """What a loop or comprehension gives its variable, or one of several: an element of what is iterated."""
    inside = replace(frame, block=binding.block, at=binding.place)
    return evaluator.values(_element(binding.value), inside)


def _element(value: Expr) -> Expr:
    if isinstance(value, Item):
        return Item(_element(value.value), Const("*") if isinstance(value.index, Opaque) else value.index)
    return value
