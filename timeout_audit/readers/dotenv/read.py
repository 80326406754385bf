"""Reads a file of environment variables."""

from __future__ import annotations

import re

from timeout_audit.model.launch import LaunchFile, Part, Setting, Word
from timeout_audit.readers.interpolation import BRACES, interpolated
from timeout_audit.readers.source import Text, decode

_LINE = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][\w.-]*)[ \t]*=[ \t]*"
    r"(?:'(?P<single>[^']*)'|\"(?P<double>(?:\\.|[^\"\\])*)\"|(?P<plain>[^\r\n]*?))[ \t]*(?:[ \t]#[^\r\n]*)?\r?$",
    re.MULTILINE,
)


def read(path: str, data: bytes) -> LaunchFile | None:
    """The variables that the file sets, in order."""
    text = Text.of_file(path, decode(data))
    settings: list[Setting] = []
    for found in _LINE.finditer(text.text):
        group = next(name for name in ("single", "double", "plain") if found[name] is not None)
        value = found[group]
        parts = interpolated(value, BRACES) if group != "single" else ((Part(value),) if value else ())
        place = text.place(found.start("name"), found.end(group))
        settings.append(Setting(found["name"], (Word(parts, text.place(*found.span(group))),), place))
    return LaunchFile(path, "dotenv", settings=tuple(settings))
