"""Jinja templates made readable as what they write: places stay true, and what is filled in stays unknown.

A statement (``{% … %}``) and a comment become blanks, so that everything between them is read; of the branches of an
``if`` each is read in a text of its own. What is filled in (``{{ … }}``) becomes characters that mean nothing to any
format; in the facts that are read, each is an opaque part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.model.finding import Problem
from timeout_audit.model.launch import Command, LaunchFile, Part, Statement, Word
from timeout_audit.model.text import Message, msg
from timeout_audit.readers.alternatives import alternatives
from timeout_audit.readers.source import decode
from timeout_audit.readers.template_names import SUFFIXES

_STATEMENT = re.compile(
    r"\{%[-+]?\s*(?:if|for|set|block|macro|include|import|from|extends|with|raw|call|filter|do)\b.*?%\}", re.DOTALL
)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
# From the beginning of a block to its end on one line: whether it is written, and how often, nobody knows.
_WITHIN_LINE = re.compile(r"\{%[-+]?\s*([a-z]+)\b.*\{%[-+]?\s*end\1\b.*?%\}")
_ANY_STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
_FILLED = re.compile(r"\{\{.*?\}\}", re.DOTALL)
# What writes lines of its own stands for none of the line that it is on.
_LINES = re.compile(
    r"^[ \t]*\{\{[^\n}]*\|\s*(?:indent|to_(?:nice_)?(?:yaml|json))\b[^\n}]*\}\}[ \t]*\r?$", re.MULTILINE
)
# ASCII in the private use area: legal in YAML and in a word of the shell, and in nobody's file.
_BASE = 0xE000
_HIDDEN = re.compile(f"[{chr(_BASE)}-{chr(_BASE + 0x7F)}]+")
_GOES_ON = re.compile(r"\\\r?$", re.MULTILINE)
_NO_LINE_END = re.compile(r"[^\r\n]")
# Forms of commands that are one text, which a value of several words makes longer.
_ONE_TEXT = {"words", "shell"}
# Formats of lines that each say something alone. One that says nothing is a piece of another line: which pieces make
# that line, and where it ends, is what the statements of the template decide.
_OF_LINES = {"dockerfile"}


def is_template(path: str, data: bytes) -> bool:
    """Whether the file is a template of Jinja: its name or a statement says so."""
    return path.endswith(SUFFIXES) or (b"{%" in data and _STATEMENT.search(decode(data)) is not None)


def hidden(data: bytes) -> list[bytes]:
    """The template as what it writes, each character where it was: a text for each of its alternatives."""
    text = _COMMENT.sub(_blank, decode(data))
    text = "".join(_line(line) for line in text.splitlines(keepends=True))
    return [_continued(_plain(one), text).encode() for one in alternatives(text)]


def _plain(text: str) -> str:
    return _FILLED.sub(_hide, _LINES.sub(_blank, _ANY_STATEMENT.sub(_blank, text)))


def _continued(text: str, template: str) -> str:
    """The text in which a command goes on where lines are not written: no empty line is left of them that ends it."""
    lines = text.split("\n") if _GOES_ON.search(text) else []
    for index, was in enumerate(template.split("\n")[1 : len(lines)], 1):
        line = lines[index].rstrip("\r")
        if line and not line.strip() and was.strip() and _GOES_ON.search(lines[index - 1]):
            lines[index] = f"{line[:-1]}\\{lines[index][len(line) :]}"
    return "\n".join(lines) or text


def revealed(files: Sequence[LaunchFile]) -> LaunchFile:
    """The facts of a hidden template, by its alternatives: what is filled in is opaque, in its own words."""
    first, *others = dict.fromkeys(map(_shown_file, files))
    problems = dict.fromkeys(problem for file in (first, *others) for problem in file.problems)
    return replace(first, alternatives=tuple(others), problems=tuple(problems))


def _shown_file(file: LaunchFile) -> LaunchFile:
    made: LaunchFile = _revealed(file, split=False)
    if made.kind in _OF_LINES:
        return replace(made, problems=())
    return replace(made, problems=tuple(_explained(problem) for problem in made.problems))


def _line(line: str) -> str:
    """A line in which the blocks that begin and end inside of it are hidden; one that is such a block is read."""
    return line if line.lstrip().startswith("{%") else _WITHIN_LINE.sub(_hide, line)


def _blank(found: re.Match[str]) -> str:
    return _NO_LINE_END.sub(" ", found[0])


def _hide(found: re.Match[str]) -> str:
    return "".join(character if character in "\r\n" else _masked(character) for character in found[0])


def _masked(character: str) -> str:
    return chr(_BASE + ord(character if character.isascii() else "?"))


def _shown(text: str) -> str:
    return _HIDDEN.sub(lambda found: "".join(chr(ord(character) - _BASE) for character in found[0]), text)


def _revealed(node: Any, *, split: bool) -> Any:
    """A fact with everything in it. ``split``: what is filled into a word may be several."""
    if isinstance(node, str):
        return _shown(node)
    if isinstance(node, tuple):
        return tuple(_revealed(item, split=split) for item in node)
    if isinstance(node, Word):
        return _word(node, split=split)
    if not isinstance(node, Struct):
        return node
    if isinstance(node, (Command, Statement)):
        split = isinstance(node, Statement) or node.form in _ONE_TEXT
    fields = {name: getattr(node, name) for name in node.__struct_fields__}
    return replace(node, **{name: _revealed(value, split=split) for name, value in fields.items()})


def _word(word: Word, *, split: bool) -> Word:
    parts = tuple(piece for part in word.parts for piece in _pieces(part))
    filled = any(_HIDDEN.search(part.text) for part in word.parts)
    script = _revealed(word.script, split=split)
    return Word(parts, word.place, word.split or (filled and split), script)


def _pieces(part: Part) -> list[Part]:
    """A part of text, cut where something is filled in."""
    if part.kind != "text":
        return [_revealed(part, split=False)]
    pieces: list[Part] = []
    at = 0
    for found in _HIDDEN.finditer(part.text):
        pieces += [Part(part.text[at : found.start()]), Part(_shown(found[0]), "opaque")]
        at = found.end()
    return [piece for piece in (*pieces, Part(part.text[at:])) if piece.text]


def _explained(problem: Problem) -> Problem:
    """What could not be read of a template may be right once it is filled in."""
    message = problem.message
    values = tuple((name, _revealed(value, split=False)) for name, value in message.values)
    inner = Message(message.template, values)
    shown = msg("this template cannot be read without being filled in: {message}", message=inner)
    return replace(problem, message=shown)
