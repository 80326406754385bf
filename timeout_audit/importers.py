"""Which files of the project import which: found once, from the imports as they are written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from timeout_audit.link.modules import ModuleIndex
from timeout_audit.readers.python.sieve import ImportText


class Importers:
    """The imports of all files, by the file of the project that they lead to."""

    def __init__(self, index: ModuleIndex, imports: Mapping[str, tuple[ImportText, ...]]) -> None:
        self._index = index
        self._imports = imports
        self._by_file: dict[str, list[tuple[str, ImportText]]] | None = None

    def of(self, path: str, symbols: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """Each file that can reach one of ``symbols`` of a file: its path, its name for the symbol, and the symbol.

        The name is dotted where the file is imported as a module.
        """
        if not symbols:
            return
        if self._by_file is None:
            self._by_file = self._all()
        for importer, entry in self._by_file.get(path, ()):
            for local, symbol in self._bound(importer, entry, path):
                if symbol in symbols:
                    yield importer, local, symbol
                elif not symbol:
                    yield from ((importer, f"{local}.{one}", one) for one in symbols)
                elif symbol == "*":
                    yield from ((importer, one, one) for one in symbols)

    def named(self, path: str, name: str) -> tuple[str, str] | None:
        """The other file and the symbol in it that a dotted name of a file leads to, by its first import."""
        first, _, rest = name.partition(".")
        for entry in self._imports[path]:
            for target, local in entry.bound():
                if local == first:
                    full = self._index.relative(target, path) + (f".{rest}" if rest else "")
                    found = self._index.resolve(full, path)
                    return found if found and found[1] and found[0] != path else None
        return None

    def _bound(self, importer: str, entry: ImportText, path: str) -> Iterator[tuple[str, str]]:
        """The names that an import gives to what is in a file, with the symbol: "" is the module, ``*`` all of it."""
        for target, name in entry.bound():
            # ``import a.b`` binds ``a``, and the module is reached through it.
            through = not entry.module and "." in target and name == target.partition(".")[0]
            local = target if through else name
            absolute = self._index.relative(target, importer)
            found = self._index.resolve(absolute.removesuffix(".*"), importer)
            if found is not None and found[0] == path:
                yield local, "*" if local == "*" else found[1]

    def _all(self) -> dict[str, list[tuple[str, ImportText]]]:
        found: dict[str, list[tuple[str, ImportText]]] = {}
        for path, imports in self._imports.items():
            for entry in imports:
                for target in self._files(path, entry):
                    if target != path:
                        found.setdefault(target, []).append((path, entry))
        return found

    def _files(self, path: str, entry: ImportText) -> set[str]:
        """The files that an import may lead to."""
        index, files = self._index, set[str]()
        if not entry.module:
            targets = [target for target, _ in entry.bound()]
        else:
            module = index.relative(entry.module, path)
            whole = index.resolve(module, path) if module else None
            if whole is not None and not whole[1]:
                files.add(whole[0])
            if not index.has_folder(module.rpartition(".")[2]):
                return files
            targets = [index.relative(target, path) for target, _ in entry.bound()]
        for target in targets:
            found = index.resolve(target.removesuffix(".*"), path)
            if found is not None:
                files.add(found[0])
        return files
