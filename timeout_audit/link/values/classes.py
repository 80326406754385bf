"""Classes that calls make: ``type("Name", (Base,), {})``, ``namedtuple("Name", "first second")``."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.link.values.kinds import Frame, Items, Lazy, Library, OwnClass, Partial, Value, Values
from timeout_audit.link.values.question import Evaluate, unread
from timeout_audit.model.expression import Call, Const, Mapping, Sequence, argument_of
from timeout_audit.model.python import Class

NAMEDTUPLE = Library("collections.namedtuple")
_OF_CLASS = 3


def of_type(_: Evaluate, call: Call, frame: Frame) -> Values:
    """A class of the bases that the call names, as if it were written there; one with members too is not read."""
    given = [one.value for one in call.arguments if one.keyword is None and not one.star]
    if len(given) != _OF_CLASS or len(call.arguments) != _OF_CLASS:
        return (unread(call),)
    name, bases, members = given
    if not isinstance(bases, Sequence) or not isinstance(members, Mapping) or members.entries:
        return (unread(call),)
    shown = str(name.value) if isinstance(name, Const) else "…"
    qualname = f"{shown} {call.place.line}:{call.place.column}"
    return (OwnClass(frame.path, Class(qualname, shown, bases.items, (), call.place, frame.scope, frame.block)),)


def of_namedtuple(_: Evaluate, call: Call, frame: Frame) -> Values:
    """A class whose objects have the fields that the call names."""
    return (Partial(NAMEDTUPLE, call, frame),)


def of_fields(shape: Call, call: Call, frame: Frame) -> Value:
    """An object of such a class, of which ``shape`` is the call that made it."""
    given = {one.keyword or index: one for index, one in enumerate(call.arguments) if not one.star}
    names = _fields(shape)
    fields = [given.get(index, given.get(name)) for index, name in enumerate(names)]
    found = tuple(Lazy(one.value, replace(frame, at=one.place)) for one in fields if one is not None)
    # What is left out has a default, or comes with a star.
    return Items(found, call.place, names=names) if found and len(found) == len(fields) else unread(call)


def _fields(shape: Call) -> tuple[str, ...]:
    """The names of the fields, () where they do not stand there."""
    written = argument_of(shape, 1, "field_names")
    if isinstance(written, Const) and isinstance(written.value, str):
        return tuple(written.value.replace(",", " ").split())
    texts = [one.value for one in written.items if isinstance(one, Const)] if isinstance(written, Sequence) else []
    return tuple(one for one in texts if isinstance(one, str))
