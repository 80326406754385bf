"""The signs of what a run has looked at, as data, and what of it has changed since."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from timeout_audit.disk import Notes, Sign, sign_at

STEADY = 2_000_000_000
"""Nanoseconds that a change must lie back: no file system in use counts time in larger steps."""

_WIDTH = 4 * 8
"""Bytes of a sign."""

_NONE: Sign = (1, 0, 0, 0)
_UNSIGNED = 0xFFFF_FFFF_FFFF_FFFF


def packed(notes: Notes) -> tuple[bytes, bytes, bytes]:
    """The paths that were noted, the links, and the signs of both.

    What may change again without a new time has a sign that nothing has.
    """
    signs = (
        _NONE if _unsteady(sign, notes) else sign for signs in (notes.signs, notes.links) for sign in signs.values()
    )
    return joined(notes.signs), joined(notes.links), _numbers(signs).tobytes()


def is_steady(notes: Notes) -> bool:
    """Whether nothing was changed so shortly before the run that it may change again without a new time."""
    return notes.steady and not any(_unsteady(sign, notes) for sign in (*notes.signs.values(), *notes.links.values()))


def _unsteady(sign: Sign, notes: Notes) -> bool:
    return sign[1] > notes.begun - STEADY


def changed(paths: bytes, links: bytes, numbers: bytes) -> list[str]:
    """The paths, of those that were noted, that are not as they were.

    Raises:
        ValueError: where the data is none of ours.

    """
    named, linked = listed(paths), listed(links)
    now = [sign_at(path) for path in named]
    now += [sign_at(path, link=True) for path in linked]
    found = _numbers(now).tobytes()
    if found == numbers:
        return []
    if len(found) != len(numbers):
        raise ValueError(len(numbers))
    every = (*named, *linked)
    return [path for path, at in zip(every, range(0, len(found), _WIDTH), strict=True) if _differ(found, numbers, at)]


def _differ(one: bytes, other: bytes, at: int) -> bool:
    return one[at : at + _WIDTH] != other[at : at + _WIDTH]


def joined(texts: Iterable[str]) -> bytes:
    """Texts as data."""
    return "\0".join(texts).encode("utf-8", "surrogatepass")


def listed(data: bytes) -> list[str]:
    """Texts from data."""
    return data.decode("utf-8", "surrogatepass").split("\0") if data else []


def _numbers(signs: Iterable[Sign]) -> array[int]:
    """Signs as numbers in a row; those of a time before 1970 wrap around."""
    return array("Q", [number & _UNSIGNED for sign in signs for number in sign])
