"""The signs of what a run has looked at, as data, and what of it has changed since."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from timeout_audit.disk import Notes, Sign, signs_at

STEADY = 2_000_000_000
"""Nanoseconds that a change must lie back: no file system in use counts time in larger steps."""

_WIDTH = 4 * 8
"""Bytes of a sign."""

_BLOCK = 128 * _WIDTH
"""Bytes that are compared at once."""

_NONE: Sign = (1, 0, 0, 0)
_UNSIGNED = 0xFFFF_FFFF_FFFF_FFFF


def packed(notes: Notes) -> tuple[bytes, bytes, bytes]:
    """The paths that were noted, the links, and the signs of both.

    What may change again without a new time has a sign that nothing has.
    """
    signs = (
        _NONE if _unsteady(sign, notes) else sign for signs in (notes.signs, notes.links) for sign in signs.values()
    )
    return joined(notes.signs), joined(notes.links), _numbers([*chain.from_iterable(signs)]).tobytes()


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
    found = _numbers(signs_at(named) + signs_at(linked, link=True)).tobytes()
    if found == numbers:
        return []
    if len(found) != len(numbers):
        raise ValueError(len(numbers))
    every = (*named, *linked)
    return [every[at // _WIDTH] for at in _differing(found, numbers)]


def _differing(one: bytes, other: bytes) -> Iterator[int]:
    """Where signs begin that differ; few do, so that many are compared at once."""
    for begin in range(0, len(one), _BLOCK):
        end = min(begin + _BLOCK, len(one))
        if one[begin:end] != other[begin:end]:
            steps = range(begin, end, _WIDTH)
            yield from (at for at in steps if one[at : at + _WIDTH] != other[at : at + _WIDTH])


def joined(texts: Iterable[str]) -> bytes:
    """Texts as data."""
    return "\0".join(texts).encode("utf-8", "surrogatepass")


def listed(data: bytes) -> list[str]:
    """Texts from data."""
    return data.decode("utf-8", "surrogatepass").split("\0") if data else []


def _numbers(row: Sequence[int]) -> array[int]:
    """The numbers of signs as data; those of a time before 1970 wrap around."""
    try:
        return array("Q", row)
    except OverflowError:
        return array("Q", [number & _UNSIGNED for number in row])
