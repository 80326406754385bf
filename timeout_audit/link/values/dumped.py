"""Objects as the dicts that are made of them: ``asdict(options)``, ``settings.model_dump()``, ``vars(options)``."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from timeout_audit.link.values.declared import fields_of, is_model
from timeout_audit.link.values.inheritance import heirs
from timeout_audit.link.values.kinds import Frame, Instance, Lazy, Table, Unknown, Value, Values
from timeout_audit.link.values.question import Evaluate, unread
from timeout_audit.model.expression import Argument, Attribute, Call, Const, Expr, Sequence
from timeout_audit.model.python import Class
from timeout_audit.model.text import msg

METHODS = frozenset({"model_dump", "dict", "_asdict"})
"""Methods that make a dict of the object that they are called on."""

# What leaves out fields that nobody gave a value.
_PARTLY = frozenset({"exclude_unset", "exclude_defaults"})
_CHOOSING = frozenset({"include", "exclude"})
# What changes no names, or leaves out what is None, of which a field says itself what it may be.
_HARMLESS = frozenset({"exclude_none", "mode", "round_trip", "warnings", "context", "recurse"})

_UNREAD = msg("it cannot be read")
_Names = frozenset[str]


def of_argument(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """What ``asdict(x)`` and ``vars(x)`` give."""
    if not call.arguments or call.arguments[0].star:
        return (unread(call),)
    first, asked = call.arguments[0], call.arguments[1:]
    inside = replace(frame, at=first.place)
    found = [_table(evaluator, one, first.value, asked, inside) for one in evaluator.values(first.value, inside)]
    return tuple(one or unread(call) for one in found)


def of_method(evaluator: Evaluate, value: Value, call: Call, frame: Frame) -> Values | None:
    """What ``x.model_dump()`` gives; None where the class of ``x`` says itself what that is, or is not known."""
    function = call.function
    if not isinstance(function, Attribute) or not isinstance(value, Instance) or evaluator.member(value, function.name):
        return None
    found = _table(evaluator, value, function.value, call.arguments, replace(frame, at=call.place))
    return (found,) if found is not None else None


def _table(evaluator: Evaluate, value: Value, holder: Expr, asked: tuple[Argument, ...], frame: Frame) -> Table | None:
    if not isinstance(value, Instance) or value.own is None:
        return None
    own = value.own
    if not is_model(evaluator, own):
        return None
    known = fields_of(evaluator, own)
    more = None if known.closed and not (value.made is None and heirs(evaluator, own)) else _UNREAD
    kept, sure = _asked_for(frozenset(one.name for one in known.fields if one.kept), asked)
    if kept is None:
        return Table({}, _UNREAD, frame.at, value.steps)
    entries: dict[str, tuple[Lazy, ...]] = {
        name: (_entry(holder, name, own[1], frame, sure=sure),) for name in sorted(kept)
    }
    return Table(entries, more, frame.at, value.steps)


def _entry(holder: Expr, name: str, class_: Class, frame: Frame, *, sure: bool) -> Lazy:
    """What a field holds: the attribute. One that may be left out where nobody set it is not known."""
    reason = msg("`{name}` of {owner} is configured", name=name, owner=class_.name)
    known: Values = () if sure else (Unknown(reason, "runtime", frame.at),)
    return Lazy(Attribute(holder, name), frame, known)


# -- what is asked for ------------------------------------------------------------------------------------------------


def _asked_for(names: _Names, asked: Iterable[Argument]) -> tuple[_Names | None, bool]:
    """The fields that the arguments ask for, and whether they are there in any case; None where that cannot be said."""
    sure = True
    for one in asked:
        off = one.value in (Const(False), Const(None))
        if one.star or (one.keyword is None) or (one.keyword not in _PARTLY | _HARMLESS | _CHOOSING and not off):
            return None, False
        if off or one.keyword in _HARMLESS:
            continue
        if one.keyword in _PARTLY:
            sure = False
        elif (chosen := _chosen(one.value)) is None:
            return None, False
        else:
            names = names & chosen if one.keyword == "include" else names - chosen
    return names, sure


def _chosen(value: Expr) -> _Names | None:
    """The names that stand in a set; None where one of them is not written out."""
    items = value.items if isinstance(value, Sequence) else None
    if items is None or not all(isinstance(one, Const) for one in items):
        return None
    return frozenset(str(one.value) for one in items if isinstance(one, Const))
