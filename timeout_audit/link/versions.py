"""Which of a library's defaults holds for the versions that the audited project allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from posixpath import dirname

from timeout_audit.catalogue.entry import Library
from timeout_audit.catalogue.limits import Default
from timeout_audit.model.manifest import Pin
from timeout_audit.model.text import Message, msg, number

_NEWEST = "==99999"

Look = Callable[[str], Iterable[Pin]]


def _nothing(_folder: str) -> tuple[Pin, ...]:
    return ()


class Pins:
    """What the audited project allows. ``look`` gives what the manifests in one folder say ("" is the root).

    For a file, the nearest folder decides whose manifests speak of a distribution; there, a lock file before the rest,
    and a manifest that says which version before those that merely name it.
    """

    def __init__(self, look: Look = _nothing) -> None:
        self._look = look
        self._folders: dict[str, dict[str, list[Pin]]] = {}

    def of(self, distribution: str, path: str) -> tuple[Pin, ...]:
        """What is said of a distribution where the file ``path`` lies; nothing where no manifest names it."""
        name = normal(distribution)
        folder = path
        while folder:
            folder = dirname(folder)
            pins = self._in(folder).get(name, ())
            if pins:
                return tuple(pin for pin in pins if pin.locked) or _telling(pins)
        return ()

    def _in(self, folder: str) -> dict[str, list[Pin]]:
        if folder not in self._folders:
            found: dict[str, list[Pin]] = {}
            for pin in self._look(folder):
                found.setdefault(pin.distribution, []).append(pin)
            self._folders[folder] = found
        return self._folders[folder]

    def installed(self, library: Library, path: str) -> str:
        """The distribution of a library that the project installs where ``path`` lies: its own, or another one."""
        named = (name for name in (library.distribution, *library.also) if self.of(name, path))
        return next(named, library.distribution)

    def choose(
        self, library: Library | str, defaults: Sequence[Default], path: str
    ) -> tuple[Default | None, Message | None]:
        """The default of a library, or a distribution, that holds for a file, or None and the reason why not.

        Where each of several is a limit, it is one without seconds, and the reason says which they are.
        """
        if len(defaults) == 1 and not defaults[0].versions:
            return defaults[0], None
        from timeout_audit.catalogue.defaults import defaults_within  # noqa: PLC0415 - 40 ms, for libraries that changed

        distribution = library if isinstance(library, str) else self.installed(library, path)
        held = defaults_within(defaults, (pin.specifier for pin in self.of(distribution, path)))
        if len({default.seconds for default in held}) == 1:
            return held[0], None
        if held and all(default.enough and default.seconds is not None for default in held):
            # Whichever it is, nobody has to choose another.
            return max(held, key=lambda default: default.seconds or 0), None
        listed = "; ".join(f"{default.versions}: {_shown(default)}" for default in defaults)
        # Whichever it is, the wait ends, and nobody chose when.
        ends = bool(held) and all(default.seconds is not None for default in held)
        return Default(enough=True) if ends else None, msg(
            "the default of {library} depends on its version, which is not pinned ({defaults})",
            library=distribution,
            defaults=listed,
        )

    def allows(self, distribution: str, versions: str, path: str) -> bool:
        """Whether some version that the project allows where ``path`` lies fits a specifier."""
        from timeout_audit.catalogue.defaults import defaults_within  # noqa: PLC0415 - 40 ms

        wanted = (Default(versions=versions, seconds=1), Default(seconds=0))
        return wanted[0] in defaults_within(wanted, (pin.specifier for pin in self.of(distribution, path)))

    def fit(self, distribution: str, versions: str, path: str) -> bool | None:
        """Whether what the project installs where ``path`` lies fits a specifier; None where it may be either.

        Where nothing is said of the version, the newest is installed.
        """
        if not versions:
            return True
        from timeout_audit.catalogue.defaults import defaults_within  # noqa: PLC0415 - 40 ms

        said = [pin.specifier for pin in self.of(distribution, path) if pin.specifier]
        fitting, others = Default(versions=versions), Default()
        held = defaults_within((fitting, others), said or [_NEWEST])
        return None if len(held) > 1 else fitting in held

    def version(self, distribution: str, path: str) -> str:
        """The one version that the project pins where ``path`` lies, "" where it pins none or several."""
        exact = {pin.specifier for pin in self.of(distribution, path)}
        text = exact.pop() if len(exact) == 1 else ""
        return text[2:].strip() if text.startswith("==") and "*" not in text and "," not in text else ""


def _telling(pins: Sequence[Pin]) -> tuple[Pin, ...]:
    """The pins of the manifests that say something of the version; all where none does.

    Beside a version in the same manifest, a line without one is what is installed under another marker.
    """
    saying = {pin.place.path for pin in pins if pin.specifier}
    return tuple(pin for pin in pins if pin.place.path in saying) or tuple(pins)


def _shown(default: Default) -> str:
    return "none" if default.seconds is None else f"{number(default.seconds)} s"


def normal(name: str) -> str:
    """A distribution's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
