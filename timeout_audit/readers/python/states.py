"""The states of a value that somebody has to close, and what led to them."""

from __future__ import annotations

import libcst as cst
from msgspec import Struct


class Kind(Struct, frozen=True):
    """What is asked of a value.

    One with ``ends`` stays open until such an attribute is reached; without any, every attribute ends it but those that
    only look. ``has`` are attributes that every such value has.
    """

    looks: frozenset[str]
    ends: frozenset[str]
    iterates: frozenset[str]
    has: frozenset[str]

    def leaves_open(self, attribute: str) -> bool:
        """Whether reaching an attribute leaves the value open."""
        return attribute not in self.ends if self.ends else attribute in self.looks


class Condition(Struct, frozen=True):
    """What led to a path, as source text: a test, or (``error``) the type of an exception.

    ``node`` is the statement by which the path left the others, None where there is no such statement. ``checked``
    says that a check of the status raised on it: some libraries close a response before they do.
    """

    text: str = ""
    error: bool = False
    node: cst.CSTNode | None = None
    checked: bool = False


class Exit(Struct, frozen=True):
    """Where a path leaves the value open."""

    node: cst.CSTNode
    condition: Condition


# The states of the value on a path: not yet there, open, read or closed or handed on; each with what led there.
UNBORN, OPEN, DONE = 0, 1, 2
State = dict[int, Condition]


def done(state: State) -> State:
    """The same with the value closed, read or handed on."""
    return {(DONE if status == OPEN else status): when for status, when in state.items()}


def merge(*states: State) -> State:
    """What holds where paths meet; of two, the one that no check of the status led to."""
    merged: State = {}
    for state in states:
        for status, when in state.items():
            if status not in merged or (merged[status].checked and not when.checked):
                merged[status] = when
    return merged


class TooLongError(Exception):
    """The paths of a function are too many to be followed."""


class Patience:
    """How many statements are still looked at on paths through one function: some for it, more for each value.

    So the cost of a function stays in proportion to its length, whatever its paths.
    """

    _FUNCTION = 10_000
    _VALUE = 50

    def __init__(self) -> None:
        self._left = self._FUNCTION

    def begin(self) -> None:
        """Another value is followed."""
        self._left += self._VALUE

    def spend(self) -> None:
        """Look at a statement; raises ``TooLongError`` when there were too many."""
        if self._left <= 0:
            raise TooLongError
        self._left -= 1
