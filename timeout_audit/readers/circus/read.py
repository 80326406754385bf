"""Reads circus's watchers: commands in words, which stay the same words where a watcher asks for a shell.

https://circus.readthedocs.io/en/latest/for-ops/configuration/
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from timeout_audit.model.launch import Command, LaunchFile, Process, Setting, Word
from timeout_audit.readers.commands import split_words
from timeout_audit.readers.interpolation import interpolated
from timeout_audit.readers.sections import Entry, entries
from timeout_audit.readers.source import Text, decode
from timeout_audit.readers.spans import seconds

_WATCHER = re.compile(rb"^\[watcher:", re.MULTILINE)
_ENVIRONMENT = re.compile(r"[$]\(circus\.env\.(?P<braced>\w+)\)|\(\(circus\.env\.(?P<bare>\w+)\)\)", re.IGNORECASE)


def read(path: str, data: bytes) -> LaunchFile | None:
    """The watchers of a configuration file; None where it has none."""
    if not _WATCHER.search(data):
        return None
    watchers: dict[str, dict[str, Entry]] = {}
    environments: list[tuple[str, Setting]] = []
    for entry in entries(Text.of_file(path, decode(data)), continued="indent"):
        kind, _, name = entry.section.partition(":")
        if kind == "watcher":
            watchers.setdefault(name.strip(), {})[entry.key] = entry
        elif kind == "env":
            setting = Setting(entry.key, (_word(entry.value),), entry.name.whole())
            environments.extend((one.strip(), setting) for one in (name or "*").split(","))
    processes = (
        _process(name, found, tuple(setting for pattern, setting in environments if fnmatchcase(name, pattern)))
        for name, found in watchers.items()
    )
    return LaunchFile(path, "circus", processes=tuple(process for process in processes if process.command))


def _process(name: str, found: dict[str, Entry], settings: tuple[Setting, ...]) -> Process:
    command, arguments, grace = (found.get(key) for key in ("cmd", "args", "graceful_timeout"))
    return Process(
        name=name,
        place=next(iter(found.values())).name.whole(),
        command=_command(command, arguments) if command else None,
        settings=settings,
        grace=seconds(grace.value.text) if grace else None,
        grace_place=grace.value.whole() if grace else None,
        grace_label="circus",
    )


def _command(command: Entry, arguments: Entry | None) -> Command:
    words = split_words(command.value, _ENVIRONMENT)
    if arguments is None:
        return Command("words", "cmd", command.value.whole(), words)
    return Command("words", "args", arguments.value.whole(), (*words, *split_words(arguments.value, _ENVIRONMENT)))


def _word(value: Text) -> Word:
    text = value.text.strip()
    return Word(interpolated(text, _ENVIRONMENT) if text else (), value.whole())
