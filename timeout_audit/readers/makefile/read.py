"""Reads the recipes of a Makefile or a justfile: each line is a command of its own."""

from __future__ import annotations

import posixpath
import re

from timeout_audit.model.launch import LaunchFile, Process, Setting, Word
from timeout_audit.readers.commands import shell_command
from timeout_audit.readers.interpolation import BRACES, interpolated
from timeout_audit.readers.sections import line_spans
from timeout_audit.readers.source import Text, decode

_TARGET = re.compile(r"^@?([A-Za-z0-9_][\w./%-]*)[^:=\n#]*::?(?!=)")
_VARIABLE = re.compile(
    r"^(?:export[ \t]+|override[ \t]+)?([A-Za-z_]\w*)[ \t]*(?::{0,3}=|\?=)[ \t]*([^\n#]*?)[ \t]*(?:#[^\n]*)?$"
)
_REFERENCE = re.compile(r"\$\$|\$[({]([A-Za-z_]\w*)[)}]|\{\{[ \t]*([A-Za-z_]\w*)[ \t]*\}\}")
_PREFIX = re.compile(r"[ \t]*[@+-]*[ \t]*")


def read(path: str, data: bytes) -> LaunchFile | None:
    """Every command of every recipe, under the name of its target."""
    text = Text.of_file(path, decode(data))
    just = not re.search(r"makefile|\.mk$", posixpath.basename(path), re.IGNORECASE)
    lines = line_spans(text.text)
    settings: list[Setting] = []
    processes: list[Process] = []
    target = ""
    index = 0
    while index < len(lines):
        start, end = lines[index]
        line = text.text[start:end]
        index += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line.startswith("\t") or (just and line.startswith(" ")):
            pieces = [text.slice(start, end)]
            while pieces[-1].text.endswith("\\") and index < len(lines):
                pieces[-1] = pieces[-1].slice(0, len(pieces[-1]) - 1)
                pieces.append(text.slice(*lines[index]))
                index += 1
            if target:
                processes.append(_process(target, text.join(pieces)))
            continue
        variable = _VARIABLE.match(line)
        if variable:
            value = text.place(start + variable.start(2), start + variable.end(2))
            source = _REFERENCE.sub(_reference, variable[2].strip("'\"") if just else variable[2])
            word = Word(interpolated(source, BRACES), value, split=True)
            settings.append(Setting(variable[1], (word,), value, exported=line.startswith("export")))
            target = ""
            continue
        found = _TARGET.match(line)
        target = found[1] if found else target
    return LaunchFile(path, "makefile", processes=tuple(processes), settings=tuple(settings))


def _reference(found: re.Match[str]) -> str:
    return "$" if found[0] == "$$" else "${" + (found[1] or found[2]) + "}"


def _process(target: str, line: Text) -> Process:
    """One command. ``$(NAME)`` is put in before the shell sees it: to the shell, it reads ``${NAME}``."""
    prefix = _PREFIX.match(line.text)
    body = line.slice(prefix.end() if prefix else 0, len(line))
    pieces: list[Text | tuple[str, int]] = []
    at = 0
    for found in _REFERENCE.finditer(body.text):
        pieces.append(body.slice(at, found.start()))
        pieces.append((_reference(found), body.offset(found.start())))
        at = found.end()
    shell = body.join([*pieces, body.slice(at, len(body))])
    return Process(name=target, place=body.whole(), command=shell_command(shell, f"{target}:"))
