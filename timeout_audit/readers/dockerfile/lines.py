"""Cuts a Dockerfile into its instructions: continuation lines joined, comments dropped, here-documents attached.

The grammar is given one joined instruction at a time. So a line that it cannot read never hides the next one, and the
forms that it does not know (a list that runs over several lines, ``<<-``, two documents in one instruction) are settled
here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.readers.source import Text

_DIRECTIVE = re.compile(r"#\s*([A-Za-z][\w-]*)\s*=\s*(\S.*?)\s*$")
_KEYWORD = re.compile(r"\s*([A-Za-z]+)(?:\s+([A-Za-z]+))?")
_QUOTES = re.compile(r"(?<![<-])(?:'[^']*'|\"(?:\\.|[^\"\\])*\")")
_DOCUMENT = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[\s;&|(]\d))<<(-?)[ \t]?([\"']?)([A-Za-z_][\w.]*)\2(?=$|[\s;&|)>])")
_WITH_DOCUMENTS = {"RUN", "COPY", "ADD"}


class Document(Struct):
    """A here-document: its name, its body, and whether the builder puts variables into it first."""

    name: str
    body: Text
    expanded: bool


class Line(Struct):
    """One instruction on one line. ``raw`` is all of it as written, to the end of its last document."""

    text: Text
    raw: Text
    documents: tuple[Document, ...]


class _Lines:
    """The physical lines of a file, as spans without their line ends."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.spans: list[tuple[int, int]] = []
        at = 0
        for line in text.text.split("\n"):
            end = at + len(line)
            self.spans.append((at, end - 1 if line.endswith("\r") else end))
            at = end + 1

    def __len__(self) -> int:
        return len(self.spans)

    def __getitem__(self, index: int) -> str:
        start, end = self.spans[index]
        return self.text.text[start:end]


def escape_character(lines: _Lines) -> str:
    r"""``\`` or, where the first lines say so, a backtick. A directive after anything else is a comment."""
    for index in range(len(lines)):
        found = _DIRECTIVE.match(lines[index].strip())
        if found is None:
            break
        if found[1].lower() == "escape":
            return "`" if found[2] == "`" else "\\"
    return "\\"


def instructions(text: Text) -> Iterator[Line]:
    """Every instruction of the file."""
    lines = _Lines(text)
    escape = re.escape(escape_character(lines))
    continued = re.compile(rf"(?:(?<!{escape})|^){escape}[ \t]*$")
    index = 0
    while index < len(lines):
        stripped = lines[index].strip()
        if not stripped or stripped.startswith("#"):
            index += 1
            continue
        first = index
        pieces: list[Text] = []
        while index < len(lines):
            start, end = lines.spans[index]
            line = lines[index]
            index += 1
            if pieces and (not line.strip() or line.lstrip().startswith("#")):
                continue
            more = continued.search(line)
            pieces.append(text.slice(start, start + more.start() if more else end))
            if not more:
                break
        joined = text.join(pieces)
        documents, index = _documents(text, lines, joined.text, index)
        yield Line(joined, text.slice(lines.spans[first][0], lines.spans[index - 1][1]), tuple(documents))


def _documents(text: Text, lines: _Lines, joined: str, index: int) -> tuple[list[Document], int]:
    """The here-documents that ``joined`` announces, and the line after the last of them."""
    keyword = _KEYWORD.match(joined)
    word = keyword[1].upper() if keyword else ""
    if word == "ONBUILD" and keyword and keyword[2]:
        word = keyword[2].upper()
    if word not in _WITH_DOCUMENTS or "<<" not in joined:
        return [], index
    plain = _QUOTES.sub(lambda found: "x" * len(found[0]), joined)
    documents: list[Document] = []
    for found in _DOCUMENT.finditer(plain):
        strip, quote, name = bool(found[1]), found[2], found[3]
        end = next(
            (at for at in range(index, len(lines)) if (lines[at].lstrip("\t") if strip else lines[at]) == name), None
        )
        if end is None:
            break
        pieces: list[Text | tuple[str, int]] = []
        for at in range(index, end):
            start, stop = lines.spans[at]
            start += len(lines[at]) - len(lines[at].lstrip("\t")) if strip else 0
            pieces += [text.slice(start, stop), ("\n", stop)]
        documents.append(Document(name, text.join(pieces), not quote))
        index = end + 1
    return documents, index
