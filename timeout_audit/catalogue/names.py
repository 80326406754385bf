"""Names in the catalogue: ``requests.{get,post}`` stands for two, ``kubernetes.client.*Api`` for a family."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Generic, TypeVar

_ALTERNATIVES = re.compile(r"\{([^{}]*)\}")
_Value = TypeVar("_Value")


def expand(name: str) -> Iterator[str]:
    """Every name that a pattern with ``{a,b}`` alternatives stands for, in order."""
    found = _ALTERNATIVES.search(name)
    if found is None:
        yield name
        return
    for option in found[1].split(","):
        yield from expand(name[: found.start()] + option.strip() + name[found.end() :])


def family(pattern: str) -> re.Pattern[str]:
    """A name with ``*`` as a regular expression: a star stands for any part of one name.

    A family that begins with a star may lie in any package, which may be named relatively: ``..package.``.
    """
    text = re.escape(pattern).replace(r"\*", r"\w*")
    return re.compile((r"\.*(?:\w+\.)*" if pattern.startswith("*") else "") + text)


class Names(Generic[_Value]):
    """Values by name, where some names are families. The first family that fits answers, after the plain names."""

    def __init__(self) -> None:
        self._plain: dict[str, _Value] = {}
        self._families: dict[str, tuple[re.Pattern[str], _Value]] = {}
        self._known: dict[str, _Value | None] = {}

    def setdefault(self, name: str, value: _Value) -> _Value:
        """The value of a name or family, which is ``value`` where it had none."""
        if "*" in name:
            return self._families.setdefault(name, (family(name), value))[1]
        return self._plain.setdefault(name, value)

    def get(self, name: str) -> _Value | None:
        """The value for a name, None where nothing fits."""
        found = self._plain.get(name)
        if found is not None or not self._families:
            return found
        if name not in self._known:
            fitting = (value for pattern, value in self._families.values() if pattern.fullmatch(name))
            self._known[name] = next(fitting, None)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        """Every plain name, and every family."""
        yield from self._plain
        yield from self._families

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None


def split_option(name: str) -> tuple[str, str]:
    """A function that sets a limit for all, and the option that it is to be called with: "" where it sets no other."""
    function, _, option = name.partition("(")
    return function, option.removesuffix(")")
