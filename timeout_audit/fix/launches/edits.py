"""Writes a limit into a command, a list of words or a file of settings, each in its own syntax."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from timeout_audit.fix.document import Document, Edit
from timeout_audit.fix.refusal import Refusal
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Remedy

_QUOTES = ('"', "'")
_DASH = re.compile(r"[ \t]*-[ \t]+")
_TAG = re.compile(r"(?<=[ \t])![\w:.]+[ \t]+$")
_ITEM = re.compile(r"""\"(?:[^"\\\n]|\\.)*\"|'[^'"\\\n]*'|\d+(?:\.\d+)?""")
_GAP = r"[ \t]*(?:\\\r?\n[ \t]*)*"
_LIST = re.compile(rf"\[{_GAP}(?:{_ITEM.pattern})(?:{_GAP},{_GAP}(?:{_ITEM.pattern}))*{_GAP},?{_GAP}\]")
_CONTROL = re.compile(r"\{\{-?\s*(?P<word>if|with|range|else|end)\b")
_PLAIN = re.compile(r"[\w./:=-]+")


def launch_edits(document: Document, remedy: Remedy) -> tuple[Edit, ...]:
    """The edits that a remedy means in its file.

    Raises:
        Refusal: where what stands there is not what the audit saw, or leaves no room.

    """
    place = remedy.place
    make = _KINDS.get(remedy.kind)
    if make is None or place is None or not place.end_line:
        raise Refusal(msg("there is no automatic fix for it"))
    start, end = document.span(place)
    line = document.text[document.line_start(start) : document.line_end(end)]
    if not 0 <= start < end <= len(document.text) or any("\ud800" <= one <= "\udfff" for one in line):
        raise Refusal(msg("the line cannot be read"))
    edits = make(document, remedy, start, end)
    if not edits:
        raise Refusal(msg("what stands there is not what the audit saw"))
    return edits


def _words(document: Document, remedy: Remedy, start: int, end: int) -> tuple[Edit, ...]:
    """An option and its value behind the last word of a command."""
    if _is_conditional(document, start):
        raise Refusal(msg("the end of the command is only known when it runs"))
    if remedy.form not in ("exec", "list"):
        return (Edit(end, end, f"{_continued(document, start, '-')} {remedy.keyword} {remedy.value}"),)
    item = document.text[start:end]
    quote = item[0] if item[0] in _QUOTES and item[-1] == item[0] else ""
    words = _quoted(remedy.keyword, remedy.value, quote)
    prefix = _TAG.sub("", document.text[document.line_start(start) : start])
    if remedy.form == "list" and prefix.rstrip().endswith(":"):
        raise Refusal(msg("it is put together from several parts"))
    if remedy.form == "list" and _DASH.fullmatch(prefix):
        return (_items(document, prefix, words, start, end),)
    if remedy.form == "exec" and quote != '"':
        raise Refusal(msg("the list is written in a form of its own"))
    if not prefix.strip() and document.text[: start - len(prefix)].rstrip("\r\n").endswith(","):
        return (Edit(end, end, "".join(f",{document.newline}{prefix}{word}" for word in words)),)
    return (Edit(end, end, f",{_continued(document, start, quote)} {', '.join(words)}"),)


def _is_conditional(document: Document, start: int) -> bool:
    """Whether a word stands in a block of a template that begins inside of its command."""
    first = document.line_start(start)
    depth = 0
    lines = [document.text[first : document.line_end(start)]]
    prefix = document.text[first:start]
    while _DASH.fullmatch(prefix) and first > 0:
        before = document.line_start(first - 1)
        line = document.text[before:first]
        first = before
        if line.strip() and not line.lstrip().startswith(("{{", "#")) and _depth(line) < _depth(prefix):
            break
        lines.append(line)
    for line in lines:
        for found in reversed(list(_CONTROL.finditer(line))):
            depth += {"end": 1, "else": 0}.get(found["word"], -1)
            if depth < 0 or (depth == 0 and found["word"] == "else"):
                return True
    return False


def _depth(line: str) -> int:
    """How far a line is indented; that of an item begins with its dash."""
    return len(line) - len(line.lstrip())


def _items(document: Document, prefix: str, words: tuple[str, str], start: int, end: int) -> Edit:
    """Two items below the last of a list that has a line for each."""
    at = document.line_end(end)
    if document.line_start(end) != document.line_start(start) or not _ends_item(document.text[end:at]):
        raise Refusal(msg("the list is written in a form of its own"))
    return Edit(at, at, "".join(f"{document.newline}{prefix}{word}" for word in words))


def _continued(document: Document, offset: int, beginning: str) -> str:
    """A backslash, a new line and its indent, where that is how the command puts its options into lines."""
    first = document.line_start(offset)
    indent = document.indent(first)
    before = document.text[:first].rstrip("\r\n")
    if not indent or not before.endswith("\\") or not document.text.startswith(beginning, first + len(indent)):
        return ""
    return f" \\{document.newline}{indent[:-1]}"


def _ends_item(text: str) -> bool:
    """Whether nothing but a comment follows an item in its line."""
    return not text.strip() or (text[:1] in " \t" and text.lstrip().startswith("#"))


def _quoted(option: str, value: str, quote: str) -> tuple[str, str]:
    """Two items of a list, quoted as the one before them; a number is never left bare."""
    return (f"{quote}{option}{quote}", f"{quote}{value}{quote}") if quote else (option, f'"{value}"')


def _word(document: Document, remedy: Remedy, start: int, end: int) -> tuple[Edit, ...]:
    """Another word in the place of one, in its quotes."""
    text = document.text[start:end]
    quote = text[0] if len(text) > 1 and text[0] in _QUOTES and text[-1] == text[0] else ""
    if not _PLAIN.fullmatch(text[len(quote) : len(text) - len(quote)]):
        raise Refusal(msg("it is put together from several parts"))
    return (Edit(start, end, f"{quote}{remedy.value}{quote}"),)


def _rename(document: Document, remedy: Remedy, start: int, _end: int) -> tuple[Edit, ...]:
    """Another name for the setting whose value stands there."""
    first = document.line_start(start)
    before = document.text[first:start]
    found = re.search(rf"(?<![\w.-])(?P<name>{re.escape(remedy.form)})['\"]?[ \t]*[=:][ \t]*['\"]?$", before)
    if found is None:
        raise Refusal(msg("its name stands apart from its value"))
    return (Edit(first + found.start("name"), first + found.end("name"), remedy.keyword),)


def _setting(document: Document, remedy: Remedy, start: int, end: int) -> tuple[Edit, ...]:
    """A setting below the statement that ends there."""
    at = document.line_end(end)
    if document.path.endswith(".py"):
        at = document.line_end(document.offset(_last_line(document, document.position(start)[0]), 1))
    return (Edit(at, at, f"{document.newline}{remedy.keyword} = {remedy.value}"),)


def _last_line(document: Document, line: int) -> int:
    """The last line of the statement of a module that holds a line."""
    try:
        body = ast.parse(document.text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Refusal(msg("the file cannot be parsed")) from error
    ends = [one.end_lineno or one.lineno for one in body if one.lineno <= line <= (one.end_lineno or one.lineno)]
    if not ends:
        raise Refusal(msg("the line cannot be read"))
    return ends[-1]


def _json(document: Document, _remedy: Remedy, start: int, end: int) -> tuple[Edit, ...]:
    """A list with single quotes, bare numbers or a comma too many as JSON."""
    text = document.text[start:end]
    if not _LIST.fullmatch(text):
        raise Refusal(msg("something stands behind the list, or in it, that is no word"))
    edits: list[Edit] = []
    for item in _ITEM.finditer(text):
        first, last = start + item.start(), start + item.end()
        if item[0][0] == "'":
            edits += (Edit(first, first + 1, '"'), Edit(last - 1, last, '"'))
        elif item[0][0] != '"':
            edits += (Edit(first, first, '"'), Edit(last, last, '"'))
    comma = re.search(r",(?=[\s\\]*\]$)", text)
    if comma is not None:
        edits.append(Edit(start + comma.start(), start + comma.end(), ""))
    return tuple(edits)


def _variable(document: Document, remedy: Remedy, start: int, end: int) -> tuple[Edit, ...]:
    """Another spelling of a variable wherever it stands in a word."""
    found = re.finditer(re.escape(remedy.keyword), document.text[start:end])
    return tuple(Edit(start + one.start(), start + one.end(), remedy.value) for one in found)


_KINDS: dict[str, Callable[[Document, Remedy, int, int], tuple[Edit, ...]]] = {
    "words": _words,
    "word": _word,
    "rename": _rename,
    "setting": _setting,
    "json": _json,
    "variable": _variable,
}
