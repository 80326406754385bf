"""Comments that speak to an auditor, with the statement that each of them is about.

In Python the tokens say what is a comment and where a statement ends. Elsewhere lines do: a backslash continues one,
and in YAML a comment is about the whole block under its line.
"""

from __future__ import annotations

import io
import re
import tokenize

from timeout_audit.model.place import Place
from timeout_audit.model.suppression import Comment

_SPEAKS = re.compile(r"timeout-audit:|\bnoqa\b|\bnosec\b|\bpylint\s*:")
_SPEAKS_BYTES = re.compile(_SPEAKS.pattern.encode())
_BACKTICK = re.compile(r"#\s*escape\s*=\s*`")
_SILENT = {tokenize.ENCODING, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def read_comments(path: str, data: bytes, *, python: bool) -> tuple[Comment, ...]:
    """The comments of one file that may silence something. A file that cannot be read to its end gives what it can."""
    if not _SPEAKS_BYTES.search(data):
        return ()
    if python:
        return tuple(_of_python(path, data))
    return tuple(_of_lines(path, data.decode("utf-8", "replace").splitlines()))


def _of_python(path: str, data: bytes) -> list[Comment]:
    found: list[Comment] = []
    above: list[Comment] = []  # alone on the lines directly above what comes next
    inside: list[Comment] = []
    start = 0
    try:
        for token in tokenize.tokenize(io.BytesIO(data).readline):
            line = token.start[0]
            if token.type == tokenize.COMMENT:
                (inside if start else above).append(_comment(path, line, token.start[1], token.string))
            elif token.type == tokenize.NEWLINE:
                found += (_about(one, start, line) for one in (*above, *inside))
                start, above, inside = 0, [], []
            elif token.type == tokenize.NL:
                if not start and above and above[-1].place.line != line:
                    found += above
                    above = []
            elif not start and token.type not in _SILENT:
                start = line
    except (SyntaxError, tokenize.TokenError, UnicodeDecodeError, ValueError):
        pass
    found += (*above, *inside)
    return [comment for comment in found if _SPEAKS.search(comment.text)]


def _of_lines(path: str, lines: list[str]) -> list[Comment]:
    found: list[Comment] = []
    above: list[Comment] = []
    yaml = path.endswith((".yml", ".yaml"))
    escape = "`" if any(_BACKTICK.match(line) for line in lines[:5]) else "\\"
    number = 0
    while number < len(lines):
        text = lines[number]
        column = _hash(text)
        if not text.strip():
            found += above
            above = []
            number += 1
        elif column is not None and not text[:column].strip():
            above.append(_comment(path, number + 1, column, text[column:]))
            number += 1
        else:
            end = number if yaml else _end_of_statement(lines, number, escape)
            last = _end_of_block(lines, number) if yaml else end
            inside = [one for one in (_inline(path, lines, at) for at in range(number, end + 1)) if one]
            found += (_about(one, number + 1, last + 1) for one in (*above, *inside))
            above = []
            number = end + 1
    found += above
    return [comment for comment in found if _SPEAKS.search(comment.text)]


def _inline(path: str, lines: list[str], number: int) -> Comment | None:
    column = _hash(lines[number])
    return None if column is None else _comment(path, number + 1, column, lines[number][column:])


def _hash(text: str) -> int | None:
    """The index of the ``#`` (or of a ``;`` that begins the line) with which a comment starts, outside of quotes."""
    quote = ""
    for index, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'" and (index == 0 or text[index - 1] in " \t=:,[({"):
            quote = character
        elif (character in "#;" and not text[:index].strip()) or (character == "#" and text[index - 1].isspace()):
            return index
    return None


def _end_of_statement(lines: list[str], number: int, escape: str) -> int:
    """The last line of what begins at ``number`` and is continued by ``escape``; comments do not interrupt it."""
    while number + 1 < len(lines) and (lines[number].rstrip().endswith(escape) or _is_comment(lines[number])):
        number += 1
    return number


def _is_comment(text: str) -> bool:
    return text.lstrip().startswith("#")


def _end_of_block(lines: list[str], number: int) -> int:
    """The last line of the YAML block that begins at ``number``: what is indented deeper, and a list under its key."""
    indent = _indent(lines[number])
    key = not lines[number].lstrip().startswith("- ")
    last = number
    for at in range(number + 1, len(lines)):
        text = lines[at]
        if not text.strip() or _is_comment(text):
            continue
        deeper = _indent(text) > indent or (key and _indent(text) == indent and text.lstrip().startswith("- "))
        if not deeper:
            break
        last = at
    return last


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _comment(path: str, line: int, column: int, text: str) -> Comment:
    return Comment(Place(path, line, column + 1, line, column + 1 + len(text)), text)


def _about(comment: Comment, first: int, last: int) -> Comment:
    return Comment(comment.place, comment.text, first, last)
