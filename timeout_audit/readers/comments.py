"""Comments that speak to an auditor, with the statement that each of them is about.

In Python the tokens say what is a comment and where a statement ends. Elsewhere lines do: a backslash or a
here-document continues a statement, and in YAML a comment is about the whole block under its line.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator

from msgspec import Struct

from timeout_audit.model.place import Place
from timeout_audit.model.suppression import Comment

# Of other linters only what they say of timeouts (``suppress/written.py``): most files with a ``noqa`` need no look
# at their tokens.
_SPEAKS = re.compile(r"timeout-audit:|\b(?:S113|B113|request_without_timeout|W3101|missing-timeout)\b", re.IGNORECASE)
_SPEAKS_BYTES = re.compile(_SPEAKS.pattern.encode(), re.IGNORECASE)
_SILENT = {tokenize.ENCODING, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
_BACKTICK = re.compile(r"#\s*escape\s*=\s*`")
_HEREDOC = re.compile(r"""(?<!<)<<-?\s*(["']?)([A-Za-z_]\w*)\1""")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_YAML = (".yml", ".yaml")
_JAVASCRIPT = (".js", ".cjs", ".mjs")

Mark = tuple[int, int, str]
"""Line (from 1), column (from 0) and text of a comment."""


class Statement(Struct, frozen=True, array_like=True):
    """Lines ``first`` to ``last`` (0 for no statement), and the comments in them and alone directly above."""

    first: int
    last: int
    comments: tuple[Mark, ...]


def comment_sign(path: str) -> str:
    """What begins a comment in a file, by its name."""
    return "//" if path.endswith(_JAVASCRIPT) else "#"


def read_comments(path: str, data: bytes, *, python: bool) -> tuple[Comment, ...]:
    """The comments of one file that may silence something. A file that cannot be read to its end gives what it can."""
    if not _SPEAKS_BYTES.search(data):
        return ()
    return tuple(
        Comment(Place(path, line, column + 1, line, column + 1 + len(text)), text, one.first, one.last)
        for one in statements(path, data, python=python)
        for line, column, text in one.comments
        if _SPEAKS.search(text)
    )


def statements(path: str, data: bytes, *, python: bool) -> list[Statement]:
    """The statements of a file in order, as far as it can be read. In YAML they are blocks, and one holds others."""
    if python:
        return list(_of_python(data))
    lines = _NEWLINE.split(data.decode("utf-8", "replace"))
    return list(_of_lines(lines, comment_sign(path), yaml=path.endswith(_YAML)))


def _of_python(data: bytes) -> Iterator[Statement]:
    above: list[Mark] = []  # alone on the lines directly above what comes next
    inside: list[Mark] = []
    start = 0
    for token in _tokens(data):
        line = token.start[0]
        if token.type == tokenize.COMMENT:
            (inside if start else above).append((line, token.start[1], token.string))
        elif token.type == tokenize.NEWLINE:
            yield Statement(start or line, line, (*above, *inside))
            start, above, inside = 0, [], []
        elif token.type == tokenize.NL:
            if not start and above and above[-1][0] != line:
                yield Statement(0, 0, tuple(above))
                above = []
        elif not start and token.type not in _SILENT:
            start = line
    yield Statement(0, 0, (*above, *inside))


def _tokens(data: bytes) -> Iterator[tokenize.TokenInfo]:
    """The tokens of a file up to where it cannot be read any more."""
    try:
        yield from tokenize.tokenize(io.BytesIO(data).readline)
    except (SyntaxError, tokenize.TokenError, ValueError):
        return


def _of_lines(lines: list[str], sign: str, *, yaml: bool) -> Iterator[Statement]:
    above: list[Mark] = []
    escape = "`" if any(_BACKTICK.match(line) for line in lines[:5]) else "\\"
    number = 0
    while number < len(lines):
        text = lines[number]
        column = _comment(text, sign)
        if not text.strip():
            yield Statement(0, 0, tuple(above))
            above = []
            number += 1
        elif column is not None and not text[:column].strip():
            above.append((number + 1, column, text[column:]))
            number += 1
        else:
            end = number if yaml else _end_of_statement(lines, number, escape)
            last = _end_of_block(lines, number) if yaml else end
            yield Statement(number + 1, last + 1, (*above, *_inside(lines, range(number, end + 1), sign)))
            above = []
            number = end + 1
    yield Statement(0, 0, tuple(above))


def _inside(lines: list[str], numbers: Iterable[int], sign: str) -> Iterator[Mark]:
    for number in numbers:
        column = _comment(lines[number], sign)
        if column is not None:
            yield number + 1, column, lines[number][column:]


def _comment(text: str, sign: str) -> int | None:
    """The index of the ``sign`` (or of a ``;`` that begins the line) with which a comment starts, outside of quotes."""
    quote = ""
    for index, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'" and (index == 0 or text[index - 1] in " \t=:,[({"):
            quote = character
        elif (index == 0 or text[index - 1].isspace()) and (
            text.startswith(sign, index) or (character == ";" and not text[:index].strip())
        ):
            return index
    return None


def _end_of_statement(lines: list[str], number: int, escape: str) -> int:
    """The last line of what begins at ``number``: continued by ``escape``, over comments, and to a here-document's end.

    A here-document that does not end continues nothing.
    """
    words = [match[2] for match in _HEREDOC.finditer(lines[number])]
    while number + 1 < len(lines) and (lines[number].rstrip().endswith(escape) or _is_comment(lines[number])):
        number += 1
        words += [match[2] for match in _HEREDOC.finditer(lines[number])]
    for word in words:
        number = next((at for at in range(number + 1, len(lines)) if lines[at].strip() == word), number)
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
