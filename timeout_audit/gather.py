"""From files to facts: what can reach a wait, what reaches that through the project's own imports, and so on.

When nothing new turns up, each of these files is read once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from timeout_audit.concerned import Concerned
from timeout_audit.importers import Importers, ImportWords
from timeout_audit.link.modules import ModuleIndex
from timeout_audit.model.python import PythonFile
from timeout_audit.readers.python.crew import Crew
from timeout_audit.readers.python.cut import Slice
from timeout_audit.readers.python.read import Heard, Order, ordered
from timeout_audit.readers.python.sieved import Sieved
from timeout_audit.readers.python.slices import Export, Root
from timeout_audit.surface import Handing

_WORD = re.compile(rb"\w+")
_MANY = 50
"""Names that are looked for in one file, from which on it pays to list its words."""


class Gathered(Struct):
    """Every file that can reach a wait, with what is to be read of it, the index they were found with, all imports."""

    index: ModuleIndex
    imports: ImportWords
    handing: Handing
    asked: dict[str, tuple[Order, Slice | None]]


def gather(
    paths: Iterable[str],
    load: Callable[[str], bytes],
    crew: Crew,
    wanted: Callable[[str], bool] = lambda _: True,
) -> Gathered:
    """Look through the given Python files (paths relative to the root) for what can reach a wait. The crew is at work.

    ``wanted`` says of which files something is asked: where none of those can reach a wait, the others are left out.
    """
    paths = list(paths)
    index = ModuleIndex(paths, crew.vocabulary.packages)
    sieved = crew.sieve_all(paths, load)
    crew.end_sieving()
    imports = ImportWords({path: one.imports for path, one in sieved.items()})
    closure = _Closure(index, sieved, load, crew, parts=all(map(wanted, paths)))
    closure.run()
    index.forget()  # all imports of all files were followed; few are asked about again
    return Gathered(index, imports, closure.handing(), _asked(closure, wanted))


def facts_of(
    gathered: Gathered, crew: Crew, progress: Callable[[int, int], None] | None = None
) -> dict[str, PythonFile]:
    """The facts of every file that was gathered, by path; the crew is at work.

    ``progress`` is told how many of how many files have been read.
    """
    orders, parts = [order for order, _ in gathered.asked.values()], [part for _, part in gathered.asked.values()]
    gathered.asked.clear()  # facts need room
    facts = crew.facts(orders, parts, _counted(progress, len(orders)))
    return {order.path: one for order, one in zip(orders, facts, strict=True)}


def _asked(closure: _Closure, wanted: Callable[[str], bool]) -> dict[str, tuple[Order, Slice | None]]:
    """What is to be read for facts."""
    chosen = [path for path in closure.heard if wanted(path)]
    if any(closure.heard[path].leads for path in chosen):
        chosen = list(closure.heard)
    return {path: (closure.order(path), closure.heard[path].part) for path in chosen}


def _counted(progress: Callable[[int, int], None] | None, total: int) -> Callable[[int], None]:
    done = 0

    def told(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(done, total)

    return told


class _Closure:
    """Hands to each file what others let it reach, until nobody has anything new."""

    def __init__(
        self,
        index: ModuleIndex,
        sieved: Mapping[str, Sieved],
        load: Callable[[str], bytes],
        crew: Crew,
        *,
        parts: bool,
    ) -> None:
        self.index = index
        self.heard: dict[str, Heard] = {}
        self._load = load
        self._crew = crew
        self._parts = parts
        self._imports = {path: one.imports for path, one in sieved.items()}
        self._starts = [path for path, one in sieved.items() if one.reaches]
        self._importers = Importers(index, self._imports)
        self._rounds: dict[str, tuple[tuple[Root, ...], ...]] = {}
        self._told: dict[str, set[object]] = {}
        self._holders: dict[str, list[str]] = {}
        self._passed_on: dict[str, set[str]] = {}
        self._concerned = Concerned(load)

    def run(self) -> None:
        """Follow everything."""
        pending = {path: set[Root]() for path in self._starts}
        while pending:
            for path, roots in pending.items():
                self._rounds[path] = (*self._rounds.get(path, ()), ordered(roots))
            orders = [self.order(path) for path in pending]
            self.heard.update(zip(pending, self._crew.hear(orders, parts=self._parts), strict=True))
            self._find_holders(one.name for path in pending for one in self.heard[path].exports if one.loose)
            pending = self._following(pending)

    def _following(self, heard: Iterable[str]) -> dict[str, set[Root]]:
        """What the files that were heard hand to others, and these do not know yet."""
        handed: dict[str, dict[Root, str]] = {}
        for path in heard:
            for target, root, name in self._handed(path):
                handed.setdefault(target, {})[root] = name
        following: dict[str, set[Root]] = {}
        for target, roots in handed.items():
            known = set().union(*self._rounds.get(target, ()))
            new = {root: name for root, name in roots.items() if root not in known}
            held = _held(set(new.values()), self._load(target))
            fresh = {root for root, name in new.items() if name in held}
            if fresh:
                following[target] = fresh
        return following

    def order(self, path: str) -> Order:
        """What is to be read of a file."""
        return Order(path, self._load(path), self._imports[path], self._rounds[path])

    def handing(self) -> Handing:
        """What files hand to each other."""
        exports = {
            path: names
            for path, heard in self.heard.items()
            if (names := frozenset((*heard.reexports, *(one.name for one in heard.exports if not one.loose))))
        }
        for path, passed in self._passed_on.items():
            exports[path] = exports.get(path, frozenset()) | passed
        loose = {one.name for heard in self.heard.values() for one in heard.exports if one.loose}
        receivers = (path for path, rounds in self._rounds.items() if any(map(_received, rounds)))
        return Handing(exports, tuple(sorted(loose)), frozenset(receivers), self.index.modules(exports))

    def _handed(self, path: str) -> Iterator[tuple[str, Root, str]]:
        """What a file hands to others that it did not hand to them before, and the name that these must hold."""
        reading = self.heard[path]
        told = self._told.setdefault(path, set())
        fresh = [one for one in reading.exports if one not in told]
        exports = {one.name: one for one in fresh if not one.loose}
        passes = [one for one in reading.passes if one not in told]
        told.update(fresh, passes)
        for target, local, export in self._reaching(path, exports):
            yield target, _root(local, export), local.rpartition(".")[2]
        libraries = {local: targets for local, targets in reading.reexports.items() if (local, targets) not in told}
        told.update(libraries.items())
        for target, local, name in self._importers.of(path, libraries):
            yield from ((target, Root(local, library=library), local) for library in libraries[name])
        for name in (one.name for one in fresh if one.loose):
            root = Root(name, loose=True, gives=True)
            yield from ((target, root, "") for target in self._holders[name])
        for callee, key, member in passes:
            found = self._importers.named(path, callee)
            if found is not None:
                yield found[0], Root(found[1], parameter=key, givers=(member,) if member else ()), member

    def _reaching(self, path: str, exports: Mapping[str, Export]) -> Iterator[tuple[str, str, Export]]:
        """The files that exports of a file matter to, with their names for them, straight or through others."""
        pending: list[tuple[str, Mapping[str, Export]]] = [(path, exports)]
        passed = set[tuple[str, str]]()
        while pending:
            at, known = pending.pop()
            further: dict[str, dict[str, Export]] = {}
            for target, local, name in self._importers.of(at, known):
                if self._concerned.by(target, local, known[name]):
                    yield target, local, known[name]
                elif "." not in local and (target, local) not in passed:
                    passed.add((target, local))
                    self._passed_on.setdefault(target, set()).add(local)
                    further.setdefault(target, {})[local] = known[name]
            pending += further.items()

    def _find_holders(self, names: Iterable[str]) -> None:
        """Find the files that hold names, in one go."""
        texts = {name: name.encode() for name in names if name not in self._holders}
        self._holders.update((name, []) for name in texts)
        for path in self._imports if texts else ():
            data = self._load(path)
            for name, text in texts.items():
                if text in data:
                    self._holders[name].append(path)


def _held(names: set[str], data: bytes) -> set[str]:
    """The names, "" among them, that stand in a file."""
    if len(names) < _MANY:
        return {name for name in names if name.encode() in data}
    words = {b"", *_WORD.findall(data)}
    return {name for name in names if (text := name.encode()) in words or (not name.isascii() and text in data)}


def _received(roots: Iterable[Root]) -> bool:
    return any(root.parameter is not None for root in roots)


def _root(local: str, export: Export) -> Root:
    members = (export.givers, export.wrappers, export.answers)
    return Root(local, False, export.gives, *members, held=export.held, bounding=export.bounding)
