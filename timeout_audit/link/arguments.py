"""The arguments of a call: by position, by keyword, through ``*`` and ``**``, inside dicts."""

from __future__ import annotations

from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import (
    Computed,
    Frame,
    Instance,
    Items,
    Library,
    Method,
    Missing,
    Plain,
    Table,
    Template,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.values.marked import UNMARKED, Marks, unmarked
from timeout_audit.model.expression import Argument, Call
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg


def argument(
    evaluator: Evaluator, call: Call, frame: Frame, spec: Timeout, marks: Marks = UNMARKED
) -> tuple[Values, Place] | None:
    """The alternatives of the argument that a spec speaks of, and where it is given; None where it is not.

    An argument that may come through ``**kwargs`` is searched there; where those cannot be read, the answer is unknown.
    Dicts with ``marks`` of other schemes are left aside.
    """
    within = spec.starred or all(one.star != "*" for one in call.arguments)
    found = named_argument(evaluator, call, frame, spec.keyword, spec.position if within else None)
    if found is None or not spec.key:
        return found
    values, place = unmarked(found[0], marks), found[1]
    objects = tuple(value for value in values if spec.objects and isinstance(value, Instance))
    dicts = tuple(value for value in values if value not in objects)
    under = inside(evaluator, (dicts, place), spec.key.split(".")) if dicts else None
    if objects:
        return (*objects, *(under[0] if under else ())), place
    return under or _passed_through(evaluator, call, frame)


def _passed_through(evaluator: Evaluator, call: Call, frame: Frame) -> tuple[Values, Place] | None:
    """A dict that only a default fills may be another one's: what ``**kwargs`` brings is then unknown."""
    for one in call.arguments:
        if one.star == "**":
            for value in evaluator.values(one.value, at(frame, one)):
                if isinstance(value, Table) and value.more is not None:
                    return (Unknown(value.more, "caller", one.place),), one.place
    return None


def named_argument(
    evaluator: Evaluator, call: Call, frame: Frame, keyword: str, position: int | None
) -> tuple[Values, Place] | None:
    """The alternatives of one argument of a call; ``Missing`` is among them where it may be absent.

    None where it is surely absent and no other function left it out.
    """
    for one in call.arguments:
        if one.keyword is not None and one.keyword == keyword:
            # No `**` can give it a second time.
            return evaluator.values(one.value, at(frame, one)), one.place
    index = 0
    otherwise: tuple[Values, Place] | None = None
    for one in call.arguments:
        inside = at(frame, one)
        if one.star == "*":
            offset = None if position is None else position - index
            found, size = _starred(evaluator, one, inside, offset)
            if found and size:
                return found, one.place
            otherwise = (found, one.place) if found else otherwise
            index += size
        elif one.star == "**":
            spread = _spread(evaluator, one, inside, keyword)
            if not all(isinstance(value, Missing) for value in spread):
                return spread, one.place
            if any(isinstance(value, Missing) and value.handed for value in spread):
                otherwise = otherwise or (spread, one.place)
        elif one.keyword is None and index == position:
            return evaluator.values(one.value, inside), one.place
        else:
            index += one.keyword is None
    return otherwise


def _starred(evaluator: Evaluator, one: Argument, frame: Frame, offset: int | None) -> tuple[Values, int]:
    """What ``*value`` gives at an offset, () for nothing, and how many arguments it is; 0 where it cannot be read."""
    items = evaluator.values(one.value, frame)
    known = [item for item in items if isinstance(item, Items)]
    wanted = offset is not None and offset >= 0
    if len(known) < len(items):
        return ((Unknown(msg("positional arguments are passed on with `*`"), "caller"),) if wanted else ()), 0
    for item in known:
        if offset is not None and 0 <= offset < len(item.items):
            return evaluator.value(item.items[offset]), len(item.items)
    return (), max((len(item.items) for item in known), default=0)


def at(frame: Frame, one: Argument) -> Frame:
    """The frame at the point of an argument."""
    return Frame(frame.path, frame.scope, frame.block, one.place, frame.arguments, frame.instance)


def _spread(evaluator: Evaluator, one: Argument, frame: Frame, keyword: str) -> Values:
    """What ``**value`` gives a keyword."""
    found: list[Value] = []
    for value in evaluator.values(one.value, frame) if keyword else ():
        if isinstance(value, Table) and keyword in value.entries:
            found += [inner for lazy in value.entries[keyword] for inner in evaluator.value(lazy)]
            if keyword in value.maybe and value.more is not None:
                found.append(Unknown(value.more, "caller", one.place, value.steps))
            elif keyword in value.maybe:
                found.append(Missing(one.place, value.steps))
        elif isinstance(value, Table) and value.more is None and "*" in value.entries:
            hidden = msg("entries are set in it under names that cannot be read")
            found.append(Unknown(hidden, "caller", one.place, value.steps))
        elif (isinstance(value, Table) and value.more is None) or (isinstance(value, Plain) and value.value is None):
            found.append(Missing(one.place, value.steps, value.handed))
        else:
            reason = value.more if isinstance(value, Table) else getattr(value, "reason", None)
            reason = reason or msg("`**{name}` cannot be read", name=_name_of(one))
            found.append(Unknown(reason, "caller", one.place, value.steps))
    return tuple(found)


def _name_of(one: Argument) -> str:
    return getattr(one.value, "id", None) or getattr(one.value, "name", None) or "…"


def inside(evaluator: Evaluator, found: tuple[Values, Place], keys: list[str]) -> tuple[Values, Place] | None:
    """What lies under keys of a dict (``*`` is any, of a list too).

    None where nothing does and no other function left it out.
    """
    values, place = found
    for key in keys:
        values = tuple(one for value in values for one in _under(evaluator, value, key, place))
    if all(isinstance(value, Missing) and value.handed is None for value in values):
        return None
    return values, place


def _unread(value: Value, place: Place) -> Unknown:
    """That nothing is known of what a value holds."""
    name = value.source if isinstance(value, Computed) else value.name if isinstance(value, (Library, Method)) else "…"
    return Unknown(msg("what `{name}` holds cannot be read", name=name), "code", place)


def _under(evaluator: Evaluator, value: Value, key: str, place: Place) -> Values:
    if isinstance(value, Missing):
        return (value,)
    if isinstance(value, Plain) and value.value is None:
        return (Missing(place, value.steps, value.handed),)
    if isinstance(value, Items) and key == "*":
        return tuple(one for lazy in value.items for one in evaluator.value(lazy))
    if isinstance(value, Instance) and value.made and evaluator.catalogue.timeout_object(value.library):
        # An object of options among the entries of a dict: what it was made with.
        made = named_argument(evaluator, value.made.call, value.made.frame, key, None)
        return made[0] if made is not None else (Missing(place, value.steps),)
    if isinstance(value, (Items, Plain, Template)):
        return (Missing(place, value.steps),)
    if not isinstance(value, Table):
        return (value if isinstance(value, Unknown) else _unread(value, place),)
    lazies = [lazy for found in value.entries.values() for lazy in found] if key == "*" else value.entries.get(key, ())
    inner = tuple(one for lazy in lazies for one in evaluator.value(lazy))
    if value.more is not None and (not inner or key in value.maybe):
        return (*inner, Unknown(value.more, "caller", place))
    if not inner or key in value.maybe:
        return (*inner, Missing(place, value.steps, value.handed))
    return inner
