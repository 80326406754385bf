"""What the manifests of one folder say together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from timeout_audit.model.finding import Problem
from timeout_audit.model.manifest import Pin
from timeout_audit.readers.manifests.read import is_manifest, read_manifests


class Folders:
    """The manifests of a repository, folder by folder, each read when it is asked for.

    ``names`` lists a folder ("" is the root), ``load`` gives a file's bytes, or None where it has none. ``problems``
    holds what could not be read so far.
    """

    def __init__(self, names: Callable[[str], Iterable[str]], load: Callable[[str], bytes | None]) -> None:
        self._names = names
        self._load = load
        self.problems: list[Problem] = []

    def pins(self, folder: str) -> tuple[Pin, ...]:
        """The pins of a folder's manifests, of its ``requirements/`` and of all that these include.

        ``requirements.txt`` beside ``requirements.in`` was compiled from it, so it is a lock file.
        """
        prefix = f"{folder}/" if folder else ""
        names = list(self._names(folder))
        paths = [f"{prefix}{name}" for name in names]
        if "requirements" in names:
            paths += self._below(f"{prefix}requirements")
        manifests = read_manifests((path for path in sorted(paths) if is_manifest(path)), self._load)
        self.problems += (problem for manifest in manifests for problem in manifest.problems)
        compiled = {f"{path.removesuffix('.in')}.txt" for path in paths if path.endswith(".in")}
        return tuple(
            replace(pin, locked=True) if manifest.path in compiled and pin.specifier.startswith("==") else pin
            for manifest in manifests
            for pin in manifest.pins
        )

    def _below(self, folder: str) -> Iterator[str]:
        """The files of a folder, and those one level deeper (``requirements/python3/requirements.txt``)."""
        for name in self._names(folder):
            path = f"{folder}/{name}"
            yield path
            if "." not in name:
                yield from (f"{path}/{inner}" for inner in self._names(path))
