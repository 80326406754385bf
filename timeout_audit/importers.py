"""Which files of the project import which: found once, from the imports as they are written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from timeout_audit.link.modules import ModuleIndex
from timeout_audit.readers.python.sieve import ImportText

_WORD = re.compile(r"\w+")
_MANY = 8
"""Imports from one module, from which on an index of their words pays."""


class ImportWords:
    """The imports of all files, each text once, to be asked for single words."""

    def __init__(self, imports: Mapping[str, tuple[ImportText, ...]]) -> None:
        self._files: dict[ImportText, list[str]] = {}
        for path, entries in imports.items():
            for entry in entries:
                self._files.setdefault(entry, []).append(path)

    def holding(self, word: str) -> Collection[str]:
        """The files in which a word is part of an import."""
        return {path for entry in self._by_word.get(word, ()) for path in self._files[entry]}

    def of(self, path: str) -> Iterator[str]:
        """The dotted targets of the imports of a file; those of relative ones begin with their dots."""
        return (target for entry in self._by_path.get(path, ()) for target, _ in entry.bound())

    def words_of(self, path: str) -> set[str]:
        """The words that are part of an import of a file."""
        return {word for entry in self._by_path.get(path, ()) for word in _words(entry)}

    @cached_property
    def _by_path(self) -> dict[str, list[ImportText]]:
        found: dict[str, list[ImportText]] = {}
        for entry, paths in self._files.items():
            for path in paths:
                found.setdefault(path, []).append(entry)
        return found

    @cached_property
    def _by_word(self) -> dict[str, list[ImportText]]:
        found: dict[str, list[ImportText]] = {}
        for entry in self._files:
            for word in _words(entry):
                found.setdefault(word, []).append(entry)
        return found


def _words(entry: ImportText) -> set[str]:
    return {*_WORD.findall(entry.module), *_WORD.findall(entry.names)}


class Importers:
    """The imports of all files, by the file of the project that they lead to.

    Imports are grouped by the dotted name that they begin with: an import leads to a file only where that name, with
    one of the imported names or without, begins with a name of the file. Only such imports are resolved.
    """

    def __init__(self, index: ModuleIndex, imports: Mapping[str, tuple[ImportText, ...]]) -> None:
        self._index = index
        self._imports = imports
        self._entries = [(path, entry) for path, entries in imports.items() for entry in entries]
        self._below: dict[str, list[str]] = {}
        self._words: dict[str, dict[str, list[int]]] = {}
        self._by_symbol: dict[str, dict[str, list[tuple[str, str]]]] = {}

    def of(self, path: str, symbols: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """Each file that can reach one of ``symbols`` of a file: its path, its name for the symbol, and the symbol.

        The name is dotted where the file is imported as a module.
        """
        if not symbols:
            return
        if path not in self._by_symbol:
            known = self._by_symbol[path] = {}
            for importer, entry in self._leading_to(path):
                for local, symbol in self._bound(importer, entry, path):
                    known.setdefault(symbol, []).append((importer, local))
        known = self._by_symbol[path]
        for symbol in symbols:
            yield from ((importer, local, symbol) for importer, local in known.get(symbol, ()))
            yield from ((importer, f"{local}.{symbol}", symbol) for importer, local in known.get("", ()))
            yield from ((importer, symbol, symbol) for importer, _ in known.get("*", ()))

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

    def _leading_to(self, path: str) -> Iterator[tuple[str, ImportText]]:
        for number in sorted({number for name in self._index.names(path) for number in self._candidates(name)}):
            importer, entry = self._entries[number]
            if importer != path and path in self._files(importer, entry):
                yield importer, entry

    def _candidates(self, name: str) -> Iterator[int]:
        """The numbers of the imports of which one may lead to the module ``name``."""
        groups = self._groups
        for base in self._below.get(name, ()):
            yield from groups[base]
        rest = name
        while rest:
            rest, _, last = rest.rpartition(".")
            yield from self._importing(rest, last)

    def _importing(self, base: str, word: str) -> Iterable[int]:
        """The numbers of the imports from a module in whose names a word stands."""
        group = self._groups.get(base, ())
        if len(group) < _MANY or not word:
            return group
        by_word = self._words.get(base)
        if by_word is None:
            by_word = self._words[base] = {}
            for number in group:
                for one in set(_WORD.findall(self._entries[number][1].names)):
                    by_word.setdefault(one, []).append(number)
        return by_word.get(word, ())

    @cached_property
    def _groups(self) -> dict[str, list[int]]:
        """The numbers of the imports by the name before ``import``, or the one after it where there is none."""
        groups: dict[str, list[int]] = {}
        plain: dict[str, set[str]] = {}
        for number, (path, entry) in enumerate(self._entries):
            if entry.module:
                groups.setdefault(self._index.relative(entry.module, path).rstrip("."), []).append(number)
                continue
            bases = plain.get(entry.names)
            if bases is None:
                bases = plain[entry.names] = {target.removesuffix(".*") for target, _ in entry.bound()}
            for base in bases:
                groups.setdefault(base, []).append(number)
        for base in groups:
            rest = base
            while rest:
                self._below.setdefault(rest, []).append(base)
                rest = rest.rpartition(".")[0]
        return groups

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
