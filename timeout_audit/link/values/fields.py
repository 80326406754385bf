"""What the body of a class says of an attribute: the fields of dataclasses, models and settings among them."""

from __future__ import annotations

from itertools import takewhile

from msgspec.structs import replace

from timeout_audit.link.program import Module
from timeout_audit.link.values.annotations import is_never_none
from timeout_audit.link.values.arithmetic import as_default, is_none
from timeout_audit.link.values.assignments import binding_values
from timeout_audit.link.values.declared import is_model, place_of
from timeout_audit.link.values.kinds import Computed, Frame, Instance, Lazy, Table, Unknown, Value, Values
from timeout_audit.link.values.question import Evaluate, is_none_by_default
from timeout_audit.model.expression import Call, Const, Expr, argument_of
from timeout_audit.model.python import Binding, Class
from timeout_audit.model.text import Message, msg


def class_level(
    evaluator: Evaluate, value: Instance, module: Module, class_: Class, name: str, binding: Binding
) -> Values:
    """A class attribute; in a dataclass or a settings class, the field of that name."""
    keyword = _field_argument(evaluator, value, name)
    if keyword is not None:
        return evaluator.value(keyword)
    frame = Frame(module.path, class_.qualname)
    values = binding_values(evaluator, binding, frame)
    if not values and binding.kind == "declare":
        never = is_never_none(binding.annotation)
        return (
            Unknown(msg("`{name}` of {owner} is configured", name=name, owner=class_.name), "runtime", not_none=never),
        )
    if _is_none_by_default(binding.value) and all(isinstance(one, (Computed, Unknown)) for one in values):
        # A descriptor of a library that is not known here: ``timeout = Param(None)``.
        reason = msg("`{name}` of {owner} is None unless it is configured", name=name, owner=class_.name)
        return (Unknown(reason, "runtime", binding.place),)
    if _may_be_null(binding.value) and all(isinstance(one, (Computed, Unknown)) for one in values):
        reason = msg("`{name}` of {owner} may be None, as its column may be null", name=name, owner=class_.name)
        return (Unknown(reason, "runtime", binding.place),)
    if not is_model(evaluator, (module.path, class_)):
        return values
    if any(is_none(one) for one in values):
        reason = msg("`{name}` of {owner} is None unless it is configured", name=name, owner=class_.name)
        return (Unknown(reason, "runtime", binding.place),)
    return tuple(as_default(one, _configured(one, name, class_.name)) for one in values)


def _configured(value: Value, name: str, owner: str) -> Message:
    """That a field may hold something else than its default."""
    if isinstance(value, Table) and not value.entries:
        return msg("`{name}` of {owner} is empty unless it is configured", name=name, owner=owner)
    return msg("`{name}` of {owner} is configured", name=name, owner=owner)


def _may_be_null(value: Expr) -> bool:
    """Whether a call makes a field of a database whose values may be NULL: ``IntegerField(null=True)``."""
    return isinstance(value, Call) and argument_of(value, None, "null") == Const(True)


def _is_none_by_default(value: Expr) -> bool:
    """Whether a call is given None as what it begins with, or as its default."""
    if not isinstance(value, Call):
        return False
    first = (one for one in value.arguments[:1] if one.keyword is None)
    return any(one.value == Const(None) for one in first) or is_none_by_default(value)


def _field_argument(evaluator: Evaluate, value: Instance, name: str) -> Lazy | None:
    """What the making of an object gives a field, by its name or at its position."""
    if value.made is None or value.own is None:
        return None
    given = value.made.call.arguments
    index = place_of(evaluator, value.own, name) if given and given[0].keyword is None else None
    plain = takewhile(lambda one: one.keyword is None and not one.star, given)
    found = next((one for at, one in enumerate(plain) if at == index), None)
    found = found or next((one for one in given if one.keyword == name), None)
    return Lazy(found.value, replace(value.made.frame, at=found.place)) if found is not None else None
