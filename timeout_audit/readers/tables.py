"""The strings of a TOML file with their places, which the standard library's reader does not keep."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.readers.quoted import unescaped
from timeout_audit.readers.source import Text

_TABLE = re.compile(r"[ \t]*\[\[?[ \t]*([^\]\r\n]+?)[ \t]*\]\]?[ \t]*(?:#[^\n]*)?$", re.MULTILINE)
_KEY = re.compile(r"[ \t]*((?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|\"[^\"\n]*\"))*)[ \t]*=[ \t]*")
# A name of a key; one that cannot stand without quotes apart.
_NAME = re.compile(r"[\w-]+|[\"'][\w-]*[\"']|[\"']([^\"'\n]+)[\"']")
_STRING = re.compile(r"\"\"\"(?:\\.|[^\\])*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'", re.DOTALL)
_INSIDE = re.compile(r"#[^\n]*|([\w-]+)[ \t]*=[ \t]*(?=[\"'])|[\[\]{}]|" + _STRING.pattern, re.DOTALL)
_BARE = re.compile(r"[^\s#,\]}]+")


class Value(Struct):
    """What stands after a key: one string (``several`` False), the strings of a list, or a bare word such as a number.

    ``key`` is dotted, its table's name first; a key of an inline table is part of it. A name that cannot stand without
    quotes has double ones.
    """

    key: str
    name: Text
    strings: list[tuple[Text, Text]]
    several: bool = False


def values(text: Text) -> Iterator[Value]:
    """Every value of the file, in order."""
    source = text.text
    table = ""
    at = 0
    while at < len(source):
        end = source.find("\n", at)
        end = len(source) if end < 0 else end
        header = _TABLE.match(source, at, end)
        found = None if header else _KEY.match(source, at, end)
        if header:
            table = _plain(header[1])
        elif found:
            key = f"{table}.{_plain(found[1])}" if table else _plain(found[1])
            made, end = _value(text, key, text.slice(*found.span(1)), found.end())
            yield from made
            end = source.find("\n", end) if source.find("\n", end) >= 0 else len(source)
        at = end + 1


def _plain(key: str) -> str:
    return ".".join(f'"{found[1]}"' if found[1] else found[0].strip("\"'") for found in _NAME.finditer(key))


def _value(text: Text, key: str, name: Text, at: int) -> tuple[list[Value], int]:
    source = text.text
    opening = source[at : at + 1]
    if opening in ("[", "{"):
        return _container(text, key, name, at)
    string = _STRING.match(source, at)
    if string:
        return [Value(key, name, [_string(text, *string.span())])], string.end()
    bare = _BARE.match(source, at)
    if bare:
        word = text.slice(*bare.span())
        return [Value(key, name, [(word, word)])], bare.end()
    return [], at


def _container(text: Text, key: str, name: Text, at: int) -> tuple[list[Value], int]:
    """A list or an inline table, to its closing bracket."""
    listed = Value(key, name, [], several=True)
    made = [listed] if text.text[at] == "[" else []
    depth = 0
    inner = ""
    for found in _INSIDE.finditer(text.text, at):
        token = found[0]
        if token in ("[", "{"):
            depth += 1
        elif token in ("]", "}"):
            depth -= 1
            if depth <= 0:
                return made, found.end()
        elif found[1]:
            inner = found[1]
        elif not token.startswith("#"):
            string = _string(text, *found.span())
            if inner:
                made.append(Value(f"{key}.{inner}", name, [string]))
                inner = ""
            else:
                listed.strings.append(string)
    return made, len(text.text)


def _string(text: Text, start: int, end: int) -> tuple[Text, Text]:
    quotes = 3 if text.text.startswith(('"""', "'''"), start) and end - start >= 6 else 1
    inner = text.slice(start + quotes, end - quotes)
    if quotes == 3 and inner.text.startswith("\n"):
        inner = inner.slice(1, len(inner))
    return (unescaped(inner) if text.text[start] == '"' else inner), text.slice(start, end)
