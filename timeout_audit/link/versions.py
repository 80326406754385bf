"""Which of a library's defaults holds for the versions that the audited project allows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from timeout_audit.catalogue.entry import Default
from timeout_audit.model.text import Message, msg


class Pins:
    """The version specifiers of the audited project, by distribution name (normalised)."""

    def __init__(self, specifiers: Mapping[str, Sequence[str]]) -> None:
        self._specifiers = {normal(name): tuple(found) for name, found in specifiers.items()}

    def choose(self, distribution: str, defaults: Sequence[Default]) -> tuple[Default | None, Message | None]:
        """The default that holds, or None and the reason why that cannot be said."""
        if len(defaults) == 1 and not defaults[0].versions:
            return defaults[0], None
        allowed = self._specifiers.get(normal(distribution), ())
        from packaging.specifiers import SpecifierSet  # noqa: PLC0415 - 40 ms, and only libraries that changed need it

        sets = [(SpecifierSet(default.versions), default) for default in defaults]
        pins = [SpecifierSet(text) for text in allowed if text]
        points = _points([*(default.versions for default in defaults), *allowed])
        held = [point for point in points if all(pin.contains(point, prereleases=True) for pin in pins)]
        chosen = {
            index
            for point in held
            for index, (versions, _) in enumerate(sets)
            if versions.contains(point, prereleases=True)
        }
        if len(chosen) == 1:
            return defaults[chosen.pop()], None
        listed = "; ".join(f"{default.versions}: {_shown(default)}" for default in defaults)
        return None, msg(
            "the default of {library} depends on its version, which is not pinned ({defaults})",
            library=distribution,
            defaults=listed,
        )

    def allows(self, distribution: str, versions: str) -> bool:
        """Whether the newest version that the project allows fits a specifier."""
        from packaging.specifiers import SpecifierSet  # noqa: PLC0415 - 40 ms

        allowed = self._specifiers.get(normal(distribution), ())
        points = [*_points([versions, *allowed]), "99999"]
        held = [
            point
            for point in points
            if all(SpecifierSet(text).contains(point, prereleases=True) for text in allowed if text)
        ]
        wanted = SpecifierSet(versions)
        return any(wanted.contains(point, prereleases=True) for point in held)

    def version(self, distribution: str) -> str:
        """The one version that the project pins, "" where it pins none."""
        exact = [
            text.removeprefix("==") for text in self._specifiers.get(normal(distribution), ()) if text.startswith("==")
        ]
        return exact[0] if exact and "*" not in exact[0] else ""


def _shown(default: Default) -> str:
    return "none" if default.seconds is None else f"{default.seconds:g} s"


def _points(specifiers: Sequence[str]) -> list[str]:
    """Versions around every bound that is named: it, just below it and just above it."""
    points: set[str] = set()
    for text in specifiers:
        for number in re.findall(r"\d+(?:\.\d+)*", text):
            parts = [int(part) for part in number.split(".")]
            points.add(number)
            points.add(f"{number}.0.1")
            below = [*parts]
            while below and below[-1] == 0:
                below.pop()
            if below:
                below[-1] -= 1
                points.add(".".join(map(str, [*below, 9999])))
    return sorted(points)


def normal(name: str) -> str:
    """A distribution's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
