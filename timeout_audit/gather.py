"""From files to facts: read what can reach a wait, then what reaches those through the project's own imports, until done.

A file is read again only when another file turns out to hand it something new.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.link.modules import ModuleIndex
from timeout_audit.model.python import Export, PythonFile
from timeout_audit.readers.python.read import read_waits
from timeout_audit.readers.python.sieve import ImportText, find_imports, reaches
from timeout_audit.readers.python.slices import Root

_ROUNDS = 8
_WORD = re.compile(r"\w+|\*")


class Gathered:
    """The facts of every file that can reach a wait, by path; ``imports`` are those of all files."""

    def __init__(
        self, index: ModuleIndex, imports: Mapping[str, tuple[ImportText, ...]], load: Callable[[str], bytes]
    ) -> None:
        self.index = index
        self.imports = imports
        self.load = load
        self.files: dict[str, PythonFile] = {}
        self.roots: dict[str, frozenset[Root]] = {}


def gather(
    paths: Iterable[str],
    load: Callable[[str], bytes],
    vocabulary: Vocabulary,
    progress: Callable[[int, int], None] | None = None,
) -> Gathered:
    """Read the given Python files (paths relative to the root) as far as they can reach a wait.

    ``progress`` is told how many of how many files have been read.
    """
    paths = list(paths)
    imports = {path: find_imports(load(path)) for path in paths}
    gathered = Gathered(ModuleIndex(paths), imports, load)
    pending = {path: frozenset[Root]() for path in paths if reaches(imports[path], vocabulary)}
    done, total = 0, len(pending)
    for _ in range(_ROUNDS):
        for path, roots in pending.items():
            done += 1
            if progress is not None:
                progress(done, total)
            gathered.roots[path] = roots
            gathered.files[path] = read_waits(path, load(path), imports[path], vocabulary, sorted(roots, key=str))
        pending = _next(gathered)
        total += len(pending)
        if not pending:
            break
    return gathered


def _next(gathered: Gathered) -> dict[str, frozenset[Root]]:
    """The files that other files hand something new, with all their roots."""
    exports = {path: {one.name: one for one in file.exports} for path, file in gathered.files.items() if file.exports}
    found: dict[str, set[Root]] = {}
    words = {symbol for symbols in exports.values() for symbol in symbols} | {_stem(path) for path in exports} | {"*"}
    for path, imports in gathered.imports.items():
        for entry in imports:
            if not words.isdisjoint(_WORD.findall(entry.names)) or _stem_of(entry.module) in words:
                found.setdefault(path, set()).update(_roots(gathered, exports, path, entry))
    for path, file in gathered.files.items():
        for callee, key in file.passes:
            target = _callee(gathered, path, callee)
            if target is not None:
                found.setdefault(target[0], set()).add(Root(target[1], parameter=key))
    for tail in {export.name for symbols in exports.values() for export in symbols.values() if "." in export.name}:
        text = tail.encode()
        for path in gathered.imports:
            if text in gathered.load(path):
                found.setdefault(path, set()).add(Root(tail, loose=True, gives=True))
    pending = {}
    for path, roots in found.items():
        every = gathered.roots.get(path, frozenset()) | roots
        if roots and every != gathered.roots.get(path):
            pending[path] = every
    return pending


def _stem(path: str) -> str:
    parts = path.removesuffix(".py").split("/")
    return parts[-2] if parts[-1] == "__init__" and len(parts) > 1 else parts[-1]


def _stem_of(module: str) -> str:
    return module.rpartition(".")[2]


def _roots(
    gathered: Gathered, exports: Mapping[str, Mapping[str, Export]], path: str, entry: ImportText
) -> Iterable[Root]:
    index = gathered.index
    for target, local in entry.bound():
        absolute = index.relative(target, path)
        if not entry.module and "." in target and local == target.partition(".")[0]:
            continue  # ``import a.b`` binds ``a``: rare for modules of one's own, and found by ``from`` imports
        resolved = index.resolve(absolute.removesuffix(".*"), path)
        if resolved is None or resolved[0] == path:
            continue
        symbols = exports.get(resolved[0], {})
        if local == "*":
            yield from (_root(symbol, export) for symbol, export in symbols.items())
        elif not resolved[1]:
            yield from (_root(f"{local}.{symbol}", export) for symbol, export in symbols.items())
        elif resolved[1] in symbols:
            yield _root(local, symbols[resolved[1]])


def _root(local: str, export: Export) -> Root:
    return Root(local, False, export.gives, export.givers, export.wrappers)


def _callee(gathered: Gathered, path: str, callee: str) -> tuple[str, str] | None:
    first, _, rest = callee.partition(".")
    for entry in gathered.imports[path]:
        for target, local in entry.bound():
            if local == first:
                full = gathered.index.relative(target, path) + (f".{rest}" if rest else "")
                resolved = gathered.index.resolve(full, path)
                return resolved if resolved and resolved[1] and resolved[0] != path else None
    return None
