"""Requirements files, as pip reads them; environment markers are not evaluated: any of the lines may hold."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

from timeout_audit.model.manifest import Manifest, Pin
from timeout_audit.model.place import Place
from timeout_audit.readers.manifests.names import normalized

REQUIREMENT = re.compile(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*\(?([^;@()]*)")
"""A requirement's name and specifier; what follows is a URL or a marker."""

_INCLUDE = re.compile(r"\s*(?:-r|-c|--requirement|--constraint)(?:\s+|=|(?<=-[rc]))\s*(\S+)")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_OPTIONS = re.compile(r"\s--?\w.*$")


def read_requirements(path: str, text: str) -> Manifest:
    """The requirements of one file, and the files that it includes."""
    pins: list[Pin] = []
    includes: list[str] = []
    start, logical = 1, ""
    for number, line in enumerate(text.splitlines(), 1):
        start = start if logical else number
        stripped = _COMMENT.sub("", line)
        if stripped.endswith("\\"):
            logical += stripped[:-1] + " "
            continue
        logical += stripped
        _read_line(path, logical, start, pins, includes)
        logical = ""
    if logical:
        _read_line(path, logical, start, pins, includes)
    return Manifest(path, tuple(pins), tuple(includes))


def _read_line(path: str, line: str, number: int, pins: list[Pin], includes: list[str]) -> None:
    include = _INCLUDE.match(line)
    if include:
        target = normpath(join(dirname(path), include[1]))
        if not target.startswith(("..", "/")) and "://" not in target:
            includes.append(target)
        return
    requirement = REQUIREMENT.match(_OPTIONS.sub("", line))
    if requirement and not line.lstrip().startswith("-"):
        column = requirement.start(1) + 1
        specifier = requirement[2].strip()
        pins.append(Pin(normalized(requirement[1]), specifier, Place(path, number, column)))
