"""What tells one alternative of an answer from another."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.link.values.kinds import (
    Computed,
    Handed,
    Instance,
    Library,
    Method,
    Missing,
    OwnClass,
    OwnFunction,
    Plain,
    Template,
    Unknown,
    Value,
    Values,
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


def both(one: Handed | None, other: Handed | None) -> Handed | None:
    """Two ways of the same value as one, where both can be told in one sentence; the first, where not."""
    if one is None or other is None or (one.parameter, one.omitted) != (other.parameter, other.omitted):
        return one or other
    if one.function != other.function and not one.omitted:
        return one
    names = dict.fromkeys((one.function, *one.others, other.function, *other.others))
    places = dict.fromkeys((*one.places, *other.places))
    return replace(one, places=tuple(places), others=tuple(names)[1:])


def together(values: Values) -> Values:
    """The same values, with those of callers that leave the same thing out as a single one for all of them."""
    if len(values) < 2:
        return values
    found: dict[object, Value] = {}
    for value in values:
        if not isinstance(value, (Missing, Plain)) or value.handed is None or not value.handed.omitted:
            found[id(value)] = value
            continue
        given = (type(value.value), value.value) if isinstance(value, Plain) else None
        key = (type(value), given, value.handed.parameter)
        known = found.get(key)
        handed = known.handed if isinstance(known, (Missing, Plain)) else None
        found[key] = replace(known or value, handed=both(handed, value.handed))
    return tuple(found.values())
