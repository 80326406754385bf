"""Which of a library's defaults holds in a version, or in all that are allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from timeout_audit.catalogue.limits import Default

_NUMBERS = re.compile(r"\d+(?:\.\d+)*(?:(?:a|b|rc|\.post|\.dev)\d+)?")
_OLDEST, _NEWEST = "0", "99999"


def default_at(defaults: Iterable[Default], version: str) -> Default | None:
    """The default of ``version`` (of a pre-release, its release's), or None where the catalogue knows of none.

    Raises:
        packaging.version.InvalidVersion: where ``version`` is none.

    """
    at = Version(Version(version).base_version)
    return next((entry for entry in defaults if SpecifierSet(entry.versions).contains(at, prereleases=True)), None)


def defaults_within(defaults: Iterable[Default], specifiers: Iterable[str]) -> tuple[Default, ...]:
    """The defaults that some version has which one of ``specifiers`` allows; all of them where none is given.

    A specifier that is none allows anything. Versions are looked at where anything can change: at every number that
    a specifier names, just below it, and beyond the oldest and the newest.
    """
    defaults = tuple(defaults)
    allowed = [_set(specifier) for specifier in specifiers] or [SpecifierSet()]
    texts = [str(one) for one in allowed] + [entry.versions for entry in defaults]
    numbers = {number for text in texts for number in _NUMBERS.findall(text)} | {_OLDEST, _NEWEST}
    found: list[Default] = []
    for version in sorted({version for number in numbers for version in _around(number)}):
        if any(one.contains(version, prereleases=True) for one in allowed):
            entry = default_at(defaults, str(version))
            if entry is not None and entry not in found:
                found.append(entry)
    return tuple(found)


def _set(specifier: str) -> SpecifierSet:
    try:
        return SpecifierSet(specifier)
    except InvalidSpecifier:
        return SpecifierSet()


def _around(number: str) -> tuple[Version, ...]:
    """A version, one just above it, and one just below."""
    try:
        at = Version(number)
    except InvalidVersion:
        return ()
    release = list(at.release)
    below = release[:]
    while below and not below[-1]:
        below.pop()
    under = [*below[:-1], below[-1] - 1, 99999] if below else []
    return (at, Version(".".join(map(str, [*release, 1]))), *((Version(".".join(map(str, under))),) if under else ()))
