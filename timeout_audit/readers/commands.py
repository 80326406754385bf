"""Commands in the forms that several formats share: a list of strings, one string, a line for a shell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from timeout_audit.model.launch import Command, Part, Word
from timeout_audit.readers.interpolation import interpolated
from timeout_audit.readers.shell.script import read_script, script_words
from timeout_audit.readers.source import Text

_PIECE = re.compile(r"'([^']*)'|\"((?:\\.|[^\"\\])*)\"|\\(.)|([^\s'\"\\]+)", re.DOTALL)
_WORD = re.compile(r"(?:'[^']*'|\"(?:\\.|[^\"\\])*\"|\\.|[^\s'\"\\]|['\"])+", re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\$`\n])')


def exec_words(strings: Iterable[tuple[Text, Text]], pattern: re.Pattern[str] | None) -> tuple[Word, ...]:
    """The words of a list: (what it says, where it stands) each. ``pattern`` finds the variables of the format."""
    pairs: list[tuple[Word, Text]] = []
    for value, spot in strings:
        parts = interpolated(value.text, pattern) if pattern else ((Part(value.text),) if value.text else ())
        pairs.append((Word(parts, spot.whole()), value))
    return script_words(pairs)


def shell_command(text: Text, label: str) -> Command:
    """A line that a shell runs."""
    return Command("shell", label, text.whole(), script=read_script(text))


def split_words(text: Text, pattern: re.Pattern[str] | None) -> tuple[Word, ...]:
    """One string split into words as a shell would, without being run by one."""
    pairs: list[tuple[Word, Text]] = []
    for found in _WORD.finditer(text.text):
        spot = text.slice(*found.span())
        value = _unquoted(spot)
        parts = interpolated(value.text, pattern) if pattern else ((Part(value.text),) if value.text else ())
        # A variable outside of quotes stands for as many words as its value has.
        pairs.append((Word(parts, spot.whole(), split=not found[0].startswith(("'", '"'))), value))
    return script_words(pairs)


def _unquoted(word: Text) -> Text:
    pieces: list[Text | tuple[str, int]] = []
    for found in _PIECE.finditer(word.text):
        group = next((index for index in range(1, 5) if found[index] is not None), 0)
        inner = word.slice(*found.span(group))
        if group == 2 and "\\" in inner.text:
            at = 0
            for escaped in _ESCAPED.finditer(inner.text):
                pieces.append(inner.slice(at, escaped.start()))
                at = escaped.start(1)
            inner = inner.slice(at, len(inner))
        pieces.append(inner)
    return word.join(pieces)
