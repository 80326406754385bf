"""Reads uWSGI's configuration: its settings, and the server that it describes.

The option names are those of the command line, in every format. A setting of another section than ``[uwsgi]`` is named
``section:name``: a command asks for it as ``file.ini:section``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.model.launch import Command, LaunchFile, Part, Process, Setting, Word
from timeout_audit.model.place import Place
from timeout_audit.readers.interpolation import interpolated
from timeout_audit.readers.sections import line_spans
from timeout_audit.readers.source import Text, decode

_SECTION = "uwsgi"
_HEADER = re.compile(rb"^[ \t]*\[[\w.-]+\][ \t]*\r?$|\buwsgi[\"']?[ \t]*:|<uwsgi\b", re.MULTILINE)
_OWN = re.compile(
    rb"\[uwsgi\]|\buwsgi[\"']?[ \t]*:|<uwsgi\b|^[ \t]*(?:module|wsgi(?:-file)?|mount|master|processes|harakiri)[ \t]*=",
    re.MULTILINE,
)
_VARIABLE = re.compile(r"\$\((?P<braced>\w+)(?P<operator>:)?(?P<word>[^()]*)\)")
_PLACEHOLDER = re.compile(r"%\(|%[a-zA-Z]|@\(")
_PAIRS = {
    "xml": re.compile(r"<(?P<name>[a-z][\w-]*)(?:>(?P<value>[^<]*)</|[ \t]*/>)"),
    "json": re.compile(r"\"(?P<name>[\w-]+)\"[ \t]*:(?P<value>[ \t]*(?:\"[^\"\n]*\"|[\w.-]+))"),
    "yaml": re.compile(r"^[ \t]+(?P<name>[a-z][\w-]*):(?P<value>[^#\n]*)", re.MULTILINE),
}
_AROUND = " \t\r\n\"'"
# Options that name the application: a file with one of them describes a server, not a part of one.
_APPLICATION = {"module", "wsgi", "wsgi-file", "file", "mount", "pecan", "paste", "ini-paste", "wsgi-lite", "web3"}

# Options that open a port of its own, those that say that workers wait behind it, and those that put others there.
_PORTS = {"http", "https", "http-socket", "http11-socket", "https-socket", "socket", "uwsgi-socket"}
_WORKERS = {"master", "processes", "workers", "need-app"}
_OTHERS = {"emperor", "http-to", "https-to", "plugin", "plugins", "cgi", "php-app", "psgi", "rack", "lua", "static-map"}


class _Entry(Struct):
    """One setting. ``certain`` is False between ``if-…`` and ``endif``."""

    section: str
    name: Text
    value: Text
    certain: bool = True


def read(path: str, data: bytes) -> LaunchFile | None:
    """The settings of a configuration, and the server that it describes; None where it is not uWSGI's."""
    if not (_HEADER.search(data) and _OWN.search(data)):
        return None
    text = Text.of_file(path, decode(data))
    found = next((pattern for kind, pattern in _PAIRS.items() if _is(path, kind)), None)
    entries = list(_ini(text) if found is None else _pairs(text, found))
    settings = tuple(_setting(entry) for entry in entries)
    return LaunchFile(path, "uwsgi", processes=tuple(_process(path, entries)), settings=settings)


def _is(path: str, kind: str) -> bool:
    return path.endswith((".yaml", ".yml") if kind == "yaml" else f".{kind}")


def _ini(text: Text) -> Iterator[_Entry]:
    """The lines of an ini file. There is no comment behind a value, and no value over several lines."""
    section = ""
    conditions = 0
    for start, end in line_spans(text.text):
        line = text.text[start:end].strip(" \t\r")
        if not line or line[0] in ";#":
            continue
        if line[0] == "[":
            section, conditions = line[1:-1], 0
            continue
        at = start + text.text[start:end].index(line)
        name, _, value = line.partition("=")
        name, value = name.rstrip(), value.strip()
        behind = at + line.rindex(value) if value else at + len(line)
        if name in ("endif", "end-if"):
            conditions = max(conditions - 1, 0)
        spot = text.slice(behind, behind + len(value))
        yield _Entry(section, text.slice(at, at + len(name)), spot, conditions == 0)
        if name.startswith("if"):
            conditions += 1


def _pairs(text: Text, pattern: re.Pattern[str]) -> Iterator[_Entry]:
    """The settings of another format, whose sections are of no interest."""
    for found in pattern.finditer(text.text):
        value = (found["value"] or "").strip(_AROUND)
        at = found.start("value") + found["value"].index(value) if value else found.end("name")
        yield _Entry(_SECTION, text.slice(*found.span("name")), text.slice(at, at + len(value)))


def _setting(entry: _Entry) -> Setting:
    name = entry.name.text if entry.section == _SECTION else f"{entry.section}:{entry.name.text}"
    value = entry.value.text
    if not entry.certain or _PLACEHOLDER.search(value):
        parts: tuple[Part, ...] = (Part(value, "opaque"),)
    else:
        parts = tuple(_defaulted(part) for part in interpolated(value, _VARIABLE)) if value else (Part("1"),)
    return Setting(name, (Word(parts, _spot(entry)),), entry.name.whole(), exported=False, certain=entry.certain)


def _spot(entry: _Entry) -> Place:
    """Where the value stands; the name's own place where there is none."""
    return entry.value.whole() if entry.value.text else entry.name.whole()


def _defaulted(part: Part) -> Part:
    """``$(NAME:value)`` is the value where the variable is not set."""
    return Part(part.text, part.kind, "-", part.word) if part.operator else part


def _process(path: str, entries: list[_Entry]) -> Iterator[Process]:
    """The server that the ``[uwsgi]`` section describes, where it names an application or leaves that to a command."""
    own = [entry for entry in entries if entry.section == _SECTION]
    named = next((entry for entry in own if entry.name.text in _APPLICATION), None) or _port(own)
    if named is None:
        return
    place = named.name.whole()
    words = ("uwsgi", "--ini", path.rpartition("/")[2])
    yield Process(
        name="",
        place=place,
        command=Command("setting", "", place, words=tuple(Word((Part(word),), place) for word in words)),
    )


def _port(own: list[_Entry]) -> _Entry | None:
    """The port of a server of which only the command that starts it knows the application."""
    names = {entry.name.text for entry in own}
    if names.isdisjoint(_WORKERS) or not names.isdisjoint(_OTHERS):
        return None
    return next((entry for entry in own if entry.name.text in _PORTS), None)
