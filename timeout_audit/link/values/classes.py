"""Classes that calls make: ``type("Name", (Base,), {})``."""

from __future__ import annotations

from timeout_audit.link.values.kinds import Frame, OwnClass, Values
from timeout_audit.link.values.question import Evaluate, unread
from timeout_audit.model.expression import Call, Const, Mapping, Sequence
from timeout_audit.model.python import Class

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
    return (OwnClass(frame.path, Class(qualname, shown, bases.items, (), call.place, frame.scope)),)
