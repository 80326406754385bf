"""What a walk leaves out: by the repository's ignore files, and by the configuration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from timeout_audit import disk
from timeout_audit.discover.sets import FOLDERS, NEVER


class Matcher(Protocol):
    """A compiled list of patterns: see ``timeout_audit/patterns.py``."""

    def verdict(self, path: str, name: str) -> bool | None:
        """True: matched. False: matched by a ``!`` pattern. None: no pattern says anything."""


def compile_patterns(lines: Sequence[str]) -> Matcher | None:
    """The matcher of ``lines``, or None for no lines. Loads pathspec (25 ms) only where there is a pattern."""
    if not any(line.strip() for line in lines):
        return None
    from timeout_audit.patterns import Patterns  # noqa: PLC0415 - pathspec takes 25 ms

    return Patterns(lines)


class Ignored(Struct, frozen=True, array_like=True):
    """The ignore files in force in a folder, the nearest last: each with the length of its own folder's path."""

    levels: tuple[tuple[int, Matcher], ...] = ()

    def entering(self, root: str, folder: str) -> Ignored:
        """With the ``.gitignore`` of ``folder`` added. One that cannot be read ignores nothing."""
        return self.adding(f"{root}/{folder}.gitignore", len(folder))

    def adding(self, path: str, depth: int) -> Ignored:
        """With the patterns of the file ``path``, which speak about paths below the first ``depth`` characters."""
        matcher = compile_patterns(_lines(path))
        return self if matcher is None else Ignored((*self.levels, (depth, matcher)))

    def ignores(self, path: str, name: str) -> bool:
        """Whether the nearest pattern that says anything ignores the path."""
        for depth, matcher in reversed(self.levels):
            if depth < len(path) and (verdict := matcher.verdict(path[depth:], name)) is not None:
                return verdict
        return False


class Scope(Struct, frozen=True):
    """What is audited. ``left_out`` names sets; ``exclude`` and ``include`` are patterns below ``base``.

    ``exclude`` outweighs ``include``, which outweighs the sets and the ignore files.
    """

    left_out: frozenset[str] = frozenset(FOLDERS)
    gitignore: bool = True
    exclude: Matcher | None = None
    include: Matcher | None = None
    base: str = ""

    def excludes(self, path: str, name: str) -> bool:
        """Whether the configuration excludes the path."""
        return self.exclude is not None and self._matches(self.exclude, path, name)

    def includes(self, path: str, name: str) -> bool:
        """Whether the configuration asks for the path in any case."""
        return self.include is not None and self._matches(self.include, path, name)

    def may_rescue(self, name: str) -> bool:
        """Whether a folder that is left out may hold something to include. Environments never do."""
        return self.include is not None and name[:-1] not in NEVER and name[:-1] not in FOLDERS["environments"]

    def _matches(self, matcher: Matcher, path: str, name: str) -> bool:
        return path.startswith(self.base) and matcher.verdict(path[len(self.base) :], name) is True


def _lines(path: str) -> list[str]:
    try:
        return disk.read(path, 1_000_000).decode("utf-8", "replace").splitlines()
    except OSError:
        return []
