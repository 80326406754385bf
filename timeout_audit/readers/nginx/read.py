"""Reads the times of an nginx configuration. They are facts for a comparison, and launch nothing."""

from __future__ import annotations

import re

from timeout_audit.model.launch import LaunchFile, Part, Setting, Word
from timeout_audit.readers.source import Text, decode

_TOKEN = re.compile(r"#[^\n]*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[{};]|[^\s{};\"'#]+", re.DOTALL)
_TIMES = re.compile(
    r"(?:(?:proxy|uwsgi|fastcgi|grpc)_(?:read|send|connect)_timeout|keepalive_(?:timeout|time)|(?:client_(?:body|header)|send|resolver)_timeout)"
)


def read(path: str, data: bytes) -> LaunchFile | None:
    """Every directive that sets a time, with its words."""
    text = Text.of_file(path, decode(data))
    settings: list[Setting] = []
    words: list[tuple[int, int]] = []
    for found in _TOKEN.finditer(text.text):
        sign = found[0]
        if sign.startswith("#"):
            continue
        if sign not in ("{", "}", ";"):
            words.append(found.span())
            continue
        if sign == ";" and len(words) > 1 and _TIMES.fullmatch(text.text[slice(*words[0])]):
            values = tuple(Word((Part(text.text[start:end]),), text.place(start, end)) for start, end in words[1:])
            settings.append(
                Setting(text.text[slice(*words[0])], values, text.place(words[0][0], words[-1][1]), several=True)
            )
        words = []
    return LaunchFile(path, "nginx", settings=tuple(settings))
