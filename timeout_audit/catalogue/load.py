"""Reads the catalogue's files: TOML to validated entries, or an error that names file, line and fault."""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib.resources import files

import msgspec

from timeout_audit.catalogue.entry import LibraryFile

if sys.version_info >= (3, 11):
    import tomllib as toml
else:
    import tomli as toml


class CatalogueError(Exception):
    """A catalogue file says something impossible. The message names file, line and fault."""


def parse_library(text: str, path: str) -> LibraryFile:
    """The entries of one catalogue file.

    Raises:
        CatalogueError: where the text is no TOML, or not of the form that ``entry.py`` describes.

    """
    try:
        data = toml.loads(text)
    except toml.TOMLDecodeError as error:
        raise CatalogueError(f"{path}: {error}") from error
    try:
        return msgspec.convert(data, LibraryFile)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `")
        where = where.rstrip("`")
        raise CatalogueError(f"{path}:{_line_of(text, where)}: {reason} (at {where or 'the top'})") from error


def _line_of(text: str, where: str) -> int:
    """The line that a validation path such as ``$.wait[2].timeout[0].unit`` speaks of, as near as tables tell."""
    line = 1
    table = re.match(r"\$\.([\w-]+)(?:\[(\d+)\])?", where)
    if table is None:
        return line
    heads = list(re.finditer(rf"(?m)^\[\[?{re.escape(table[1])}\b", text))
    if not heads:
        return line
    start = heads[min(int(table[2] or 0), len(heads) - 1)].start()
    line = text.count("\n", 0, start) + 1
    keys = re.findall(r"\.([\w-]+)", where[table.end() :])
    if keys:
        found = re.search(rf"(?m)^\s*{re.escape(keys[0])}\s*=", text[start:])
        if found:
            line += text.count("\n", start, start + found.end())
    return line


@cache
def library_files() -> tuple[LibraryFile, ...]:
    """Every file of the shipped catalogue, by name."""
    folder = files("timeout_audit.catalogue") / "libraries"
    entries = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name
    )
    return tuple(parse_library(entry.read_text("utf-8"), f"catalogue/libraries/{entry.name}") for entry in entries)
