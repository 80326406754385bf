"""Reads a container's unit: what is run in it, behind the entrypoint of its image.

https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html
"""

from __future__ import annotations

import posixpath
import re

from timeout_audit.model.launch import Command, LaunchFile, Process, Setting, Word
from timeout_audit.readers.interpolation import BRACES, interpolated
from timeout_audit.readers.sections import Entry, entries
from timeout_audit.readers.source import Text, decode
from timeout_audit.readers.spans import seconds
from timeout_audit.readers.systemd.read import beside, environment, words

_CONTAINER = re.compile(rb"^\s*\[Container\]", re.MULTILINE)


def read(path: str, data: bytes) -> LaunchFile | None:
    """The command of the container; None where the file is no unit of one."""
    if not _CONTAINER.search(data):
        return None
    settings: list[Setting] = []
    files: list[str] = []
    last: dict[str, Entry] = {}
    for entry in entries(Text.of_file(path, decode(data)), continued="backslash"):
        if entry.section != "Container":
            continue
        if entry.key == "Environment":
            settings.extend(environment(entry))
        elif entry.key == "EnvironmentFile":
            files.append(beside(entry.value))
        else:
            last[entry.key] = entry
    if "Image" not in last:
        return None
    name = posixpath.basename(path).partition(".container")[0]
    grace = last.get("StopTimeout")
    process = Process(
        name=name,
        place=last["Image"].name.whole(),
        entrypoint=_command(last.get("Entrypoint")),
        command=_command(last.get("Exec")),
        settings=tuple(settings),
        env_files=tuple(files),
        image=_word(last["Image"]),
        workdir=_word(last["WorkingDir"]) if "WorkingDir" in last else None,
        grace=seconds(grace.value.text) if grace else None,
        grace_place=grace.value.whole() if grace else None,
        grace_label="podman",
    )
    return LaunchFile(path, "quadlet", processes=(process,))


def _word(entry: Entry) -> Word:
    return Word(interpolated(entry.value.text.strip(), BRACES), entry.value.whole())


def _command(entry: Entry | None) -> Command | None:
    if entry is None or not entry.value.text.strip():
        return None
    return Command("words", entry.key, entry.value.whole(), words(entry.value))
