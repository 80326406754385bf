"""Reads a Procfile: one line for the shell a process."""

from __future__ import annotations

import re

from timeout_audit.model.launch import LaunchFile, Process
from timeout_audit.readers.commands import shell_command
from timeout_audit.readers.source import Text, decode

_LINE = re.compile(r"^(?P<name>[\w-]+)[ \t]*:[ \t]*(?P<command>[^\r\n]+)", re.MULTILINE)


def read(path: str, data: bytes) -> LaunchFile | None:
    """The processes of a Procfile. A release command serves nothing."""
    text = Text.of_file(path, decode(data))
    processes = tuple(
        Process(
            name=found["name"],
            place=text.place(*found.span("name")),
            command=shell_command(text.slice(*found.span("command")), f"{found['name']}:"),
            role="release" if found["name"] == "release" else "service",
        )
        for found in _LINE.finditer(text.text)
    )
    return LaunchFile(path, "procfile", processes=processes)
