"""What tells one alternative of an answer from another."""

from __future__ import annotations

from timeout_audit.link.values.kinds import (
    Computed,
    Instance,
    Library,
    Method,
    OwnClass,
    OwnFunction,
    Plain,
    Template,
    Unknown,
    Value,
)


def telling(value: Value) -> object:
    """What tells one alternative from another, whatever way it came: equal for those that mean the same."""
    if isinstance(value, Plain):
        return "plain", type(value.value), value.value, value.default, value.handed, value.absent
    if isinstance(value, Instance):
        return "object", value.identity
    if isinstance(value, Method):
        return "method", value.name, value.receiver.identity
    if isinstance(value, Unknown):
        return "unknown", value.reason, value.kind, value.not_none
    if isinstance(value, OwnFunction):
        receiver = value.receiver.identity if value.receiver else None
        return "function", value.path, value.function.qualname, receiver
    if isinstance(value, OwnClass):
        return "class", value.path, value.class_.qualname
    if isinstance(value, Library):
        return "library", value.name
    if isinstance(value, (Computed, Template)):
        return type(value), value.source if isinstance(value, Computed) else value.text
    return id(value)
