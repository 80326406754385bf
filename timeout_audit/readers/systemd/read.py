"""Reads a systemd unit: what ExecStart runs, without a shell."""

from __future__ import annotations

import posixpath
import re

from timeout_audit.model.launch import Command, LaunchFile, Part, Process, Setting, Word
from timeout_audit.readers.commands import split_words
from timeout_audit.readers.interpolation import BRACES, interpolated
from timeout_audit.readers.sections import Entry, entries
from timeout_audit.readers.source import Text, decode
from timeout_audit.readers.spans import seconds

_SERVICE = re.compile(rb"^\s*\[Service\]", re.MULTILINE)
_PREFIX = re.compile(r"\s*[@\-:+!|]*\s*")
_ASSIGNMENT = re.compile(r"\"((?:\\.|[^\"\\])*)\"|'([^']*)'|(\S+)")
# How long systemd waits before it kills, where the unit does not say.
_GRACE = 90.0


def read(path: str, data: bytes) -> LaunchFile | None:
    """The commands of a unit; None where the file is no unit."""
    if not _SERVICE.search(data):
        return None
    commands: list[Text] = []
    settings: list[Setting] = []
    last: dict[str, Entry] = {}
    for entry in entries(Text.of_file(path, decode(data)), continued="backslash"):
        if entry.section != "Service":
            continue
        if entry.key == "ExecStart":
            commands = [*commands, entry.value] if entry.value.text.strip() else []
        elif entry.key == "Environment":
            settings.extend(environment(entry))
        else:
            last[entry.key] = entry
    name = posixpath.basename(path).partition(".service")[0]
    processes = tuple(_process(name, command, settings, last) for command in commands)
    return LaunchFile(path, "systemd", processes=processes)


def _process(name: str, text: Text, settings: list[Setting], last: dict[str, Entry]) -> Process:
    prefix = _PREFIX.match(text.text)
    stripped = text.text.rstrip()
    value = text.slice(prefix.end() if prefix else 0, len(stripped))
    grace = last.get("TimeoutStopSec") or last.get("TimeoutSec")
    directory = last.get("WorkingDirectory")
    file = last.get("EnvironmentFile")
    return Process(
        name=name,
        place=value.whole(),
        command=Command("words", "ExecStart", value.whole(), words(value)),
        settings=tuple(settings),
        env_files=(beside(file.value),) if file else (),
        workdir=Word(interpolated(directory.value.text.strip().lstrip("-"), BRACES), directory.value.whole())
        if directory
        else None,
        grace=seconds(grace.value.text) if grace else None,
        grace_default=None if grace else _GRACE,
        grace_place=grace.value.whole() if grace else None,
        grace_label="systemd",
    )


def beside(value: Text) -> str:
    """The file of variables as it would lie beside the unit: its place on the machine is nowhere in the repository."""
    name = posixpath.basename(value.text.strip().lstrip("-"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(value.path), name))


def words(value: Text) -> tuple[Word, ...]:
    """The words of a command line of a unit."""
    return tuple(_specified(word) for word in split_words(value, BRACES))


def _specified(word: Word) -> Word:
    """``%i`` and its like are filled in when the unit starts; ``%%`` is a per cent sign."""
    if not any("%" in part.text for part in word.parts if part.kind == "text"):
        return word
    parts: list[Part] = []
    for part in word.parts:
        if part.kind != "text":
            parts.append(part)
            continue
        for piece in re.split(r"(%[a-zA-Z%])", part.text):
            if piece == "%%":
                parts.append(Part("%"))
            elif piece:
                parts.append(Part(piece, "opaque" if re.fullmatch(r"%[a-zA-Z]", piece) else "text"))
    return Word(tuple(parts), word.place, split=False, script=word.script)


def environment(entry: Entry) -> list[Setting]:
    """The variables of ``A=b "C=d e"``."""
    settings: list[Setting] = []
    for found in _ASSIGNMENT.finditer(entry.value.text):
        group = next((index for index in (1, 2, 3) if found[index] is not None), 3)
        name, equals, value = found[group].partition("=")
        if equals:
            start = found.start(group) + len(name) + 1
            word = Word((Part(value),) if value else (), entry.value.place(start, found.end(group)))
            settings.append(Setting(name, (word,), entry.value.place(*found.span(group))))
    return settings
