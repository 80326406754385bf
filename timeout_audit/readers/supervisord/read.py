"""Reads supervisord's programs: commands that are run without a shell."""

from __future__ import annotations

import re

from timeout_audit.model.launch import Command, LaunchFile, Process, Setting, Word
from timeout_audit.readers.commands import split_words
from timeout_audit.readers.interpolation import PERCENT, interpolated
from timeout_audit.readers.sections import Entry, entries
from timeout_audit.readers.source import Text, decode
from timeout_audit.readers.spans import seconds

_PROGRAM = re.compile(rb"^[ \t]*\[(?:program|fcgi-program):", re.MULTILINE)
_COMMENT = re.compile(r"[ \t];.*$", re.MULTILINE)
_PAIR = re.compile(r"\s*(\w+)\s*=\s*(?:\"((?:\\.|[^\"\\])*)\"|'([^']*)'|([^,\n]*))\s*(?:,|\n|$)")
# How long supervisord waits before it kills, where the program does not say.
_GRACE = 10.0


def read(path: str, data: bytes) -> LaunchFile | None:
    """The programs of a configuration file; None where it has none."""
    if not _PROGRAM.search(data):
        return None
    return read_text(path, Text.of_file(path, decode(data)))


def read_text(path: str, text: Text) -> LaunchFile:
    """The programs of a configuration that stands in ``text``."""
    programs: dict[str, list[Entry]] = {}
    shared: list[Setting] = []
    for entry in entries(text, continued="indent"):
        if entry.section == "supervisord" and entry.key == "environment":
            shared = _environment(entry)
        if entry.section.startswith(("program:", "fcgi-program:")):
            programs.setdefault(entry.section.partition(":")[2], []).append(entry)
    processes = (_process(name, found, shared) for name, found in programs.items())
    return LaunchFile(path, "supervisord", processes=tuple(process for process in processes if process.command))


def _process(name: str, found: list[Entry], shared: list[Setting]) -> Process:
    last = {entry.key: entry for entry in found}
    command, grace, directory = (last.get(key) for key in ("command", "stopwaitsecs", "directory"))
    environment = _environment(last["environment"]) if "environment" in last else []
    value = _trimmed(grace.value) if grace else None
    return Process(
        name=name,
        place=found[0].name.whole(),
        command=_command(command) if command else None,
        settings=(*shared, *environment),
        workdir=_directory(directory) if directory else None,
        grace=seconds(value.text) if value else None,
        grace_default=_GRACE,
        grace_place=value.whole() if value else None,
        grace_label="supervisord",
    )


def _trimmed(text: Text) -> Text:
    comment = _COMMENT.search(text.text)
    end = comment.start() if comment else len(text)
    return text.slice(0, len(text.text[:end].rstrip()))


def _command(entry: Entry) -> Command:
    value = _trimmed(entry.value)
    return Command("words", "command", value.whole(), split_words(value, PERCENT))


def _directory(entry: Entry) -> Word:
    value = _trimmed(entry.value)
    return Word(interpolated(value.text, PERCENT), value.whole())


def _environment(entry: Entry) -> list[Setting]:
    """The variables of ``KEY="value",OTHER=value``."""
    settings: list[Setting] = []
    for found in _PAIR.finditer(entry.value.text):
        group = next((index for index in (2, 3, 4) if found[index] is not None), 4)
        word = Word(interpolated(found[group], PERCENT), entry.value.place(*found.span(group)))
        settings.append(Setting(found[1], (word,), entry.value.place(*found.span(1))))
    return settings
