"""From the catalogue's files to validated entries, or an error that names file, line and fault."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from timeout_audit.catalogue.compiled import Compiled, Text
from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.catalogue.patterns import PATTERNS
from timeout_audit.catalogue.server import ImageFile, ServerFile, WrapperFile

if sys.version_info >= (3, 11):
    import tomllib as toml
else:
    import tomli as toml


class CatalogueError(Exception):
    """A catalogue file says something impossible. The message names file, line and fault."""


_Form = TypeVar("_Form")


def parse_library(text: str, path: str) -> LibraryFile:
    """The entries of one library's file.

    Raises:
        CatalogueError: where the text is no TOML, or not of the form that ``entry.py`` and ``limits.py`` describe.

    """
    return _parse(text, path, LibraryFile)


def _parse(text: str, path: str, form: type[_Form]) -> _Form:
    try:
        data = toml.loads(text)
    except toml.TOMLDecodeError as error:
        raise CatalogueError(f"{path}: {error}") from error
    try:
        return msgspec.convert(_with_patterns(data, path) if form is LibraryFile else data, form)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `")
        where = where.rstrip("`")
        unknown = re.search(r"unknown field `([\w-]+)`", reason)
        line = _line_of(text, where, unknown[1] if unknown else "")
        raise CatalogueError(f"{path}:{line}: {reason} (at {where or 'the top'})") from error


def _with_patterns(value: Any, path: str) -> Any:
    """The same tables, with the names of patterns replaced by their regular expressions."""
    if isinstance(value, list):
        return [_with_patterns(item, path) for item in value]
    if not isinstance(value, dict):
        return value
    name = value.get("pattern")
    if name is not None and name not in PATTERNS:
        raise CatalogueError(f"{path}: there is no pattern {name!r}; patterns.py has {', '.join(PATTERNS)}")
    filled = {key: _with_patterns(item, path) for key, item in value.items()}
    return filled if name is None else {**filled, "pattern": PATTERNS[name]}


def _line_of(text: str, where: str, key: str) -> int:
    """The line that a validation path such as ``$.wait[2].timeout[0].unit`` speaks of, as near as tables tell.

    ``key`` is a key of the table there, "" where the path ends in one.
    """
    line = 1
    table = re.match(r"\$\.([\w-]+)(?:\[(\d+)\])?", where)
    if table is None:
        return line
    heads = list(re.finditer(rf"(?m)^\[\[?{re.escape(table[1])}\b", text))
    if not heads:
        return line
    start = heads[min(int(table[2] or 0), len(heads) - 1)].start()
    line = text.count("\n", 0, start) + 1
    keys = [*re.findall(r"\.([\w-]+)", where[table.end() :]), *filter(None, [key])]
    if keys:
        found = re.search(rf"(?m)^\s*{re.escape(keys[0])}\s*=", text[start:])
        if found:
            line += text.count("\n", start, start + found.end())
    return line


def alias_library(head: LibraryFile, original: LibraryFile) -> LibraryFile:
    """The file of ``original`` under the head of ``head``: every name's top-level module is renamed."""
    old, new = original.library.imports[0], head.library.imports[0]
    name = re.compile(rf"(?<![\w.-]){re.escape(old)}(?=\.)")

    def renamed(value: Any) -> Any:
        if isinstance(value, str):
            return name.sub(new, value)
        if isinstance(value, dict):
            return {key: item if key == "docs" else renamed(item) for key, item in value.items()}
        return [renamed(item) for item in value] if isinstance(value, (list, tuple)) else value

    tables = msgspec.to_builtins(original)
    return msgspec.convert({**renamed(tables), "library": msgspec.to_builtins(head.library)}, LibraryFile)


def resolve_aliases(read: Sequence[LibraryFile]) -> tuple[LibraryFile, ...]:
    """The same files, with each alias filled from the library that it names."""
    by_name = {file.library.name: file for file in read}
    resolved = []
    for file in read:
        original = by_name.get(file.library.alias_of) if file.library.alias_of else None
        if file.library.alias_of and original is None:
            raise CatalogueError(
                f"catalogue/libraries/{file.library.name}.toml: alias-of names {file.library.alias_of!r}, "
                "which has no file"
            )
        resolved.append(file if original is None else alias_library(file, original))
    return tuple(resolved)


def compile_catalogue(found: Sequence[Text], digest: str) -> Compiled:
    """The catalogue of these files.

    Raises:
        CatalogueError: where a file is wrong, or stands for a library that has none.

    """
    by_folder: dict[str, list[Text]] = {}
    for file in found:
        by_folder.setdefault(file.path.rpartition("/")[0] or file.path, []).append(file)
    (wrappers,), (images,) = by_folder["wrappers.toml"], by_folder["images.toml"]
    libraries = [_parse(file.text, f"catalogue/{file.path}", LibraryFile) for file in by_folder["libraries"]]
    return Compiled(
        digest=digest,
        libraries=resolve_aliases(libraries),
        servers=tuple(_parse(file.text, f"catalogue/{file.path}", ServerFile) for file in by_folder["servers"]),
        wrappers=_parse(wrappers.text, f"catalogue/{wrappers.path}", WrapperFile),
        images=_parse(images.text, f"catalogue/{images.path}", ImageFile),
    )
