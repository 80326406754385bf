"""Quoted strings of JSON, YAML and TOML, decoded without losing the place of a character."""

from __future__ import annotations

import json
import re

from timeout_audit.readers.source import Text

_ESCAPE = re.compile(
    r"\\(u[0-9a-fA-F]{4}(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|\r?\n[ \t]*|.)", re.DOTALL
)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_LENIENT = re.compile(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'')
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": " ", "a": "\a", "e": "\x1b", "v": "\v", "_": " "}


def unescaped(text: Text) -> Text:
    """What a double-quoted string says; ``text`` is what stands between the quotes."""
    if "\\" not in text.text:
        return text
    pieces: list[Text | tuple[str, int]] = []
    at = 0
    for found in _ESCAPE.finditer(text.text):
        pieces.append(text.slice(at, found.start()))
        pieces.append((_character(found[1]), text.offset(found.start())))
        at = found.end()
    pieces.append(text.slice(at, len(text)))
    return text.join(pieces)


def _character(code: str) -> str:
    if code[0] in "uUx" and len(code) > 1:
        if "\\" in code:
            return str(json.loads(f'"\\{code}"'))
        number = int(code[1:], 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    if code[0] in "\r\n":
        return ""
    return _SIMPLE.get(code, code)


def json_strings(text: Text) -> tuple[list[tuple[Text, Text]], str]:
    """The strings of a JSON list, each as (what it says, where it stands with its quotes), and what is wrong with it.

    What is wrong is "" for a list of strings, "members" for JSON with other members, "json" for no JSON at all; then
    the strings are what was probably meant.
    """
    fault = ""
    try:
        data = json.loads(text.text)
    except (ValueError, RecursionError):
        fault = "json"
    else:
        if not isinstance(data, list) or any(not isinstance(item, str) for item in data):
            fault = "members"
    found: list[tuple[Text, Text]] = []
    for match in (_LENIENT if fault == "json" else _STRING).finditer(text.text):
        group = 1 if match[1] is not None else 2
        inner = text.slice(*match.span(group))
        found.append((unescaped(inner) if group == 1 else inner, text.slice(*match.span())))
    return found, fault
