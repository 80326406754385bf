"""The whole catalogue in one file that is read a hundred times faster than its TOML files.

``compiled.json`` is made when the package is built (``hatch_build.py``), and counts only while it fits the files that
it was made from; so nobody has to think of it, and a checkout works without it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from os import scandir

import msgspec
from msgspec import Struct

from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.catalogue.server import ImageFile, ServerFile, WrapperFile

FOLDER = os.path.dirname(__file__)
PATH = f"{FOLDER}/compiled.json"
_FORM = ("entry.py", "limits.py", "patterns.py", "server.py")  # what a file means depends on these too


class Compiled(Struct, frozen=True):
    """Everything that the catalogue's files say. ``digest`` is that of the files."""

    digest: str
    libraries: tuple[LibraryFile, ...]
    servers: tuple[ServerFile, ...]
    wrappers: WrapperFile
    images: ImageFile


class Text(Struct, frozen=True):
    """One file: its path below the folder, with ``/``, and its text."""

    path: str
    text: str


def texts() -> list[Text]:
    """Every TOML file of the catalogue, by path."""
    return [Text(path, _read(path).decode("utf-8")) for path in sorted(_paths())]


def _paths() -> Iterator[str]:
    for folder in ("", "libraries/", "servers/"):
        with scandir(f"{FOLDER}/{folder}") as entries:
            yield from (f"{folder}{entry.name}" for entry in entries if entry.name.endswith(".toml"))


def _read(path: str) -> bytes:
    with open(f"{FOLDER}/{path}", "rb") as file:
        return file.read()


def digest_of(found: Iterable[Text]) -> str:
    """The digest of the catalogue's files and of the code that gives them their form."""
    hashed = hashlib.blake2b(digest_size=16)
    for path in _FORM:
        hashed.update(_read(path))
    for file in found:
        hashed.update(f"{file.path}\0{file.text}\0".encode())
    return hashed.hexdigest()


def stored(digest: str) -> Compiled | None:
    """The compiled catalogue, where there is one of this digest."""
    try:
        data = _read("compiled.json")
    except OSError:
        return None
    if digest.encode() not in data[:100]:
        return None
    try:
        return msgspec.json.decode(data, type=Compiled)
    except msgspec.MsgspecError:
        return None


def store(compiled: Compiled) -> None:
    """Write the compiled catalogue beside its files."""
    with open(PATH, "wb") as file:
        file.write(msgspec.json.encode(compiled))
