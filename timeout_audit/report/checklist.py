"""The checklist: all waits by layer, and what bounds each. The reports that show it lay it out; here it is made."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct

from timeout_audit.model.place import Place
from timeout_audit.model.text import Message, Translate, msg, number
from timeout_audit.model.wait import Bound, Layer, State, Wait


class Mark(str, Enum):
    """What stands between the brackets. The order is that of the list: what is missing comes first."""

    MISSING = " "
    UNKNOWN = "?"
    DEFAULT = "~"
    BOUNDED = "x"


MARKS = {
    State.NONE: Mark.MISSING,
    State.DISABLED: Mark.MISSING,
    State.INEFFECTIVE: Mark.MISSING,
    State.UNKNOWN: Mark.UNKNOWN,
    State.DEFAULT: Mark.DEFAULT,
    State.EXPLICIT: Mark.BOUNDED,
}


class Item(Struct, frozen=True):
    """Waits of one kind that are bounded alike. ``bound`` is in the reader's language."""

    mark: Mark
    what: str
    bound: str
    places: tuple[Place, ...]


class Section(Struct, frozen=True):
    """One layer's part of the list, with the number of its waits by mark."""

    layer: Layer
    items: tuple[Item, ...]
    counts: dict[Mark, int]


def checklist(waits: tuple[Wait, ...], translate: Translate) -> tuple[Section, ...]:
    """The sections in the order of layers, the items of each with the worst and the most frequent first."""
    return tuple(_section(layer, found, translate) for layer, found in _by_layer(waits))


def count(waits: tuple[Wait, ...]) -> dict[Mark, int]:
    """The number of waits by mark, in the order of marks."""
    counts = dict.fromkeys(Mark, 0)
    for wait in waits:
        counts[MARKS[wait.bound.state]] += 1
    return counts


def _by_layer(waits: tuple[Wait, ...]) -> Iterator[tuple[Layer, tuple[Wait, ...]]]:
    for layer in Layer:
        if found := tuple(wait for wait in waits if wait.layer is layer):
            yield layer, found


def _section(layer: Layer, waits: tuple[Wait, ...], translate: Translate) -> Section:
    groups: dict[tuple[Mark, str, str], list[Place]] = {}
    for wait in waits:
        key = (MARKS[wait.bound.state], _what(wait), bound_words(wait).render(translate))
        groups.setdefault(key, []).append(wait.place)
    marks = list(Mark)
    order = sorted(groups.items(), key=lambda group: (marks.index(group[0][0]), -len(group[1]), group[0]))
    return Section(layer, tuple(Item(*key, tuple(sorted(places))) for key, places in order), count(waits))


def _what(wait: Wait) -> str:
    name = wait.shown or wait.api
    return name if wait.parameter in ("timeout", "close", "use") else f"{name} {wait.parameter}"


def bound_words(wait: Wait) -> Message:
    """What bounds a wait, in a few words: ``10 s, written at app/settings.py:3``."""
    bound = wait.bound
    if wait.layer is Layer.RESPONSE:
        return _response_words(wait)
    if bound.state is State.EXPLICIT:
        return _explicit_words(bound, wait.place)
    if bound.state is State.DEFAULT:
        if bound.seconds is None:
            return msg("a default")
        return msg("{seconds} s by default", seconds=number(bound.seconds))
    if bound.state is State.DISABLED:
        return msg("switched off by {expression}", expression=bound.expression) if bound.expression else _OFF
    if bound.state is State.UNKNOWN:
        return msg("unknown: {reason}", reason=bound.reason) if bound.reason else msg("unknown")
    return _WORDS[bound.state]


_OFF = msg("switched off")
_WORDS = {State.NONE: msg("no timeout"), State.INEFFECTIVE: msg("a timeout without effect")}


def _response_words(wait: Wait) -> Message:
    if wait.bound.state is State.EXPLICIT:
        return msg("closed") if wait.parameter == "close" else msg("used")
    if wait.bound.state is State.UNKNOWN:
        return msg("unknown")
    if wait.bound.state is State.DEFAULT:
        return msg("closed when it is freed")
    return msg("never used") if wait.parameter == "use" else msg("left open")


def _explicit_words(bound: Bound, place: Place) -> Message:
    if bound.seconds is not None:
        value = msg("{seconds} s", seconds=number(bound.seconds))
    elif bound.reason is not None:
        value = msg("refused: {reason}", reason=bound.reason)
    else:
        value = msg("{expression}", expression=bound.expression) if bound.expression else msg("a timeout")
    if bound.source is None or place.spans(bound.source):
        return value
    return msg("{value}, written at {place}", value=value, place=bound.source)
