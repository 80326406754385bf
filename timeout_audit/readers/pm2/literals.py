"""Objects as JavaScript writes them, as nodes. What is put together from several parts is text of its own."""

from __future__ import annotations

import re

from timeout_audit.readers.nodes import Mapping, Node, Scalar, Sequence
from timeout_audit.readers.source import Text

OPAQUE = "expression"
"""The style of a scalar whose value only a run would tell."""
_TOKEN = re.compile(
    r"(?P<blank>\s+|//[^\n]*|/\*.*?(?:\*/|$))"
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[\[\]{}(),:;]|[^\s\"'`\[\]{}(),:;/]+|.",
    re.DOTALL,
)
_CLOSING = {"{": "}", "[": "]", "(": ")"}
_ENDS = {",", "}", "]", ")", ";", ""}
_PLAIN = re.compile(r"-?[\d.]+|true|false|null|undefined")
_DEPTH = 30
_TOKENS = 50_000


def named(text: Text, name: str) -> Node | None:
    """The value of the first ``name: value`` or ``name = value`` of a script."""
    return _Literals(text).named(name)


class _Literals:
    """A walk along the tokens of a script."""

    def __init__(self, text: Text) -> None:
        self.text = text
        found = (one for one in _TOKEN.finditer(text.text) if one["blank"] is None)
        self.spans = [one.span() for one, _ in zip(found, range(_TOKENS), strict=False)]
        self.tokens = [text.text[start:end] for start, end in self.spans]
        self.at = 0

    def token(self, further: int = 0) -> str:
        at = self.at + further
        return self.tokens[at] if at < len(self.tokens) else ""

    def named(self, name: str) -> Node | None:
        for index, token in enumerate(self.tokens[:-2]):
            if token.strip("\"'") == name and self.tokens[index + 1] in (":", "="):
                self.at = index + 2
                return self.value(0)
        return None

    def value(self, depth: int) -> Node:
        """The value that begins here; what follows is what ends it."""
        start = self.at
        opening = self.token()
        if opening in ("{", "[") and depth < _DEPTH:
            made = self.mapping(depth + 1) if opening == "{" else self.sequence(depth + 1)
            if self.token() in _ENDS:
                return made
        elif self.token(1) in _ENDS and (scalar := self.scalar()) is not None:
            self.at += 1
            return scalar
        self.at = start
        self.skip()
        return self.between(start, OPAQUE)

    def scalar(self) -> Scalar | None:
        """The string or the number that stands here."""
        token = self.token()
        quote = token[:1]
        if quote in ("'", '"') or (quote == "`" and "${" not in token):
            text = re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL)
            return Scalar(text, self.text, *self.spans[self.at], style='"' if quote == '"' else "'")
        return Scalar(token, self.text, *self.spans[self.at]) if _PLAIN.fullmatch(token) else None

    def between(self, start: int, style: str) -> Scalar:
        """The tokens from ``start`` on as one text."""
        first = self.spans[min(start, len(self.spans) - 1)][0]
        last = self.spans[max(self.at - 1, 0)][1]
        return Scalar(self.text.text[first:last], self.text, first, max(first, last), style)

    def skip(self) -> None:
        """Step to the end of an expression."""
        open_ones: list[str] = []
        while (token := self.token()) and (open_ones or token not in _ENDS):
            if token in _CLOSING:
                open_ones.append(_CLOSING[token])
            elif open_ones and token == open_ones[-1]:
                open_ones.pop()
            self.at += 1

    def sequence(self, depth: int) -> Sequence:
        items: list[Node] = []
        self.at += 1
        while self.token() not in ("]", ""):
            if self.token() in _ENDS:
                self.at += 1
            else:
                items.append(self.value(depth))
        self.at += 1
        return Sequence(items)

    def mapping(self, depth: int) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        self.at += 1
        while self.token() not in ("}", ""):
            if self.token() in _ENDS:
                self.at += 1
            elif self.token(1) == ":":
                start, end = self.spans[self.at]
                key = Scalar(self.token().strip("\"'"), self.text, start, end)
                self.at += 2
                entries.append((key, self.value(depth)))
            else:
                self.skip()
        self.at += 1
        return Mapping(entries)
