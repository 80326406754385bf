"""From files to facts: what can reach a wait, what reaches that through the project's own imports, and so on.

When nothing new turns up, each of these files is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.importers import Importers
from timeout_audit.link.modules import ModuleIndex
from timeout_audit.model.python import PythonFile
from timeout_audit.readers.python.read import FactReader, Reading
from timeout_audit.readers.python.sieve import ImportText, find_imports, reaches
from timeout_audit.readers.python.slices import Export, Root
from timeout_audit.readers.python.texts import Texts


class Gathered:
    """The facts of every file that can reach a wait, by path, and the index and texts that they were found with."""

    def __init__(self, index: ModuleIndex, texts: Texts, files: Mapping[str, PythonFile]) -> None:
        self.index = index
        self.texts = texts
        self.files = files


def gather(
    paths: Iterable[str],
    load: Callable[[str], bytes],
    reader: FactReader,
    progress: Callable[[int, int], None] | None = None,
    wanted: Callable[[str], bool] = lambda _: True,
) -> Gathered:
    """Read the given Python files (paths relative to the root) as far as they can reach a wait.

    ``progress`` is told how many of how many files have been read. ``wanted`` says of which files something is asked:
    where none of those can reach a wait, the others are not read.
    """
    paths = list(paths)
    imports = {path: find_imports(load(path)) for path in paths}
    closure = _Closure(ModuleIndex(paths), imports, Texts(load), reader.vocabulary)
    closure.run()
    files: dict[str, PythonFile] = {}
    readings = {path: reading for path, reading in closure.readings.items() if wanted(path)}
    if any(reading.leads for reading in readings.values()):
        readings = closure.readings
    for done, (path, reading) in enumerate(readings.items()):
        if progress is not None:
            progress(done, len(readings))
        files[path] = reading.facts(reader)
    return Gathered(closure.index, closure.texts, files)


class _Closure:
    """Hands to each file what others let it reach, until nobody has anything new."""

    def __init__(
        self, index: ModuleIndex, imports: Mapping[str, tuple[ImportText, ...]], texts: Texts, vocabulary: Vocabulary
    ) -> None:
        self.index = index
        self.texts = texts
        self.readings: dict[str, Reading] = {}
        self._imports = imports
        self._vocabulary = vocabulary
        self._importers = Importers(index, imports)
        self._told: dict[str, set[object]] = {}
        self._holders: dict[str, list[str]] = {}

    def run(self) -> None:
        """Follow everything."""
        pending = {path: set[Root]() for path, found in self._imports.items() if reaches(found, self._vocabulary)}
        while pending:
            for path, roots in pending.items():
                reading = self.readings.get(path)
                if reading is None:
                    reading = Reading(path, self.texts, self._imports[path], self._vocabulary)
                    self.readings[path] = reading
                reading.take(roots)
            following: dict[str, set[Root]] = {}
            for path in pending:
                for target, root in self._handed(path):
                    known = self.readings.get(target)
                    if known is None or root not in known.roots:
                        following.setdefault(target, set()).add(root)
            pending = following

    def _handed(self, path: str) -> Iterator[tuple[str, Root]]:
        """What a file hands to others that it did not hand to them before."""
        reading = self.readings[path]
        told = self._told.setdefault(path, set())
        fresh = [one for one in reading.exports if one not in told]
        exports = {one.name: one for one in fresh if not one.loose}
        passes = [one for one in reading.passes if one not in told]
        told.update(fresh, passes)
        for target, local, name in self._importers.of(path, exports):
            if name.rpartition(".")[2].encode() in self.texts.load(target):
                yield target, _root(local, exports[name])
        libraries = {local: target for local, target in reading.reexports.items() if (local, target) not in told}
        told.update(libraries.items())
        for target, local, name in self._importers.of(path, libraries):
            if local.encode() in self.texts.load(target):
                yield target, Root(local, library=libraries[name])
        for name in (one.name for one in fresh if one.loose):
            root = Root(name, loose=True, gives=True)
            yield from ((target, root) for target in self._holding(name))
        for callee, key in passes:
            found = self._importers.named(path, callee)
            if found is not None:
                yield found[0], Root(found[1], parameter=key)

    def _holding(self, name: str) -> list[str]:
        """The files that hold a name."""
        found = self._holders.get(name)
        if found is None:
            text, load = name.encode(), self.texts.load
            found = self._holders[name] = [path for path in self._imports if text in load(path)]
        return found


def _root(local: str, export: Export) -> Root:
    return Root(local, False, export.gives, export.givers, export.wrappers)
