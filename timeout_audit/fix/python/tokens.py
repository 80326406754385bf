"""The tokens of one line of code, with its brackets and the operators at which a formatter may break it."""

from __future__ import annotations

import io
import keyword
import tokenize
from itertools import pairwise

from msgspec import Struct

_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_SKIPPED = {tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.COMMENT}
# A formatter breaks a line at its loosest operators first.
_PRIORITIES = {
    **dict.fromkeys(("and", "or"), 14),
    **dict.fromkeys(("==", "!=", "<", ">", "<=", ">=", "in", "is", "not"), 10),
    "|": 9,
    "^": 8,
    "&": 7,
    **dict.fromkeys(("<<", ">>"), 6),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/", "//", "%", "@"), 4),
    "**": 3,
}
COMPREHENSION, COMMA, TERNARY, STRING, DOT = 20, 18, 16, 12, 1


class Token(Struct, frozen=True):
    """A word of the line, with its columns from 0. ``string`` marks a string."""

    text: str
    start: int
    end: int
    string: bool = False


class Line:
    """The tokens of a line whose brackets are all closed in it."""

    def __init__(self, code: str) -> None:
        """Take a line apart.

        Raises:
            ValueError: where a bracket or a string goes beyond it.

        """
        self.code = code
        self.tokens = list(_tokens(code))
        self.match: dict[int, int] = {}
        stack: list[int] = []
        for index, token in enumerate(self.tokens):
            if token.string:
                continue
            if token.text in _OPEN:
                stack.append(index)
            elif token.text in _CLOSE:
                if not stack:
                    raise ValueError
                self.match[stack.pop()] = index
        if stack:
            raise ValueError
        self.pairs = {close: start for start, close in self.match.items()}

    def at(self, column: int) -> int:
        """The index of the token that begins at a column.

        Raises:
            ValueError: where none does.

        """
        for index, token in enumerate(self.tokens):
            if token.start == column:
                return index
        raise ValueError

    def width(self, first: int, last: int) -> int:
        """How many columns the tokens from ``first`` up to, not including, ``last`` take."""
        return self.tokens[last - 1].end - self.tokens[first].start if last > first else 0

    def top(self, first: int, last: int) -> list[int]:
        """The indexes of the tokens that stand in no bracket of their own between the two."""
        found = []
        index = first
        while index < last:
            found.append(index)
            close = self.match.get(index)
            if close is not None:
                found.append(close)
                index = close
            index += 1
        return found

    def operand(self, index: int) -> bool:
        """Whether a value ends with a token."""
        return _operand(self.tokens[index])

    def group(self, first: int, last: int, inner: int) -> int:
        """The opening bracket, among those that stand in no other, around the token ``inner`` (or itself).

        Raises:
            ValueError: where it stands in none.

        """
        for index in self.top(first, last):
            if index in self.match and index <= inner < self.match[index]:
                return index
        raise ValueError

    def breaks(self, first: int, last: int) -> tuple[int, list[int]]:
        """The loosest operators between the two: their priority, and the tokens before which the line breaks."""
        found: dict[int, list[int]] = {}
        top = self.top(first, last)
        comprehension = self.tokens[first].text in ("for", "async")
        for before, index in pairwise([first - 1, *top]):
            priority = self._priority(before, index, first, comprehension=comprehension)
            if priority == COMPREHENSION:
                comprehension = True
            if priority:
                found.setdefault(priority, []).append(index)
        if len(found.get(DOT, ())) < 2:
            found.pop(DOT, None)
        best = max(found, default=0)
        return best, found.get(best, [])

    def _priority(self, before: int, index: int, first: int, *, comprehension: bool) -> int:
        token = self.tokens[index]
        if index == first and token.text != ",":
            return 0
        previous = self.tokens[before]
        if token.string:
            return STRING if previous.string else 0
        if token.text == ",":
            return COMMA
        if token.text in ("for", "async", "if", "else"):
            return _clause(token.text, previous.text, comprehension=comprehension)
        if token.text == ".":
            return DOT if previous.text in _CLOSE else 0
        if token.text == "in" and (comprehension or previous.text == "not"):
            return 0
        if token.text == "not":
            following = self.tokens[index + 1].text if index + 1 < len(self.tokens) else ""
            return _PRIORITIES["in"] if following == "in" and _operand(previous) else 0
        return _PRIORITIES.get(token.text, 0) if _operand(previous) else 0


def _clause(word: str, previous: str, *, comprehension: bool) -> int:
    """The priority of a word that begins a clause of a comprehension, or of a conditional expression."""
    if word == "for" and previous == "async":
        return 0
    return COMPREHENSION if word in ("for", "async") or (word == "if" and comprehension) else TERNARY


def _operand(token: Token) -> bool:
    """Whether a value ends with the token, so that an operator behind it has two sides."""
    if token.string or token.text in _CLOSE:
        return True
    word = token.text
    return (word[0].isalnum() or word[0] == "_" or word == "...") and (
        not keyword.iskeyword(word) or word in ("None", "True", "False")
    )


def _tokens(code: str) -> list[Token]:
    found: list[Token] = []
    inside = 0  # f-strings come in pieces from Python 3.12 on
    start = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            name = tokenize.tok_name[token.type]
            if name in ("FSTRING_START", "TSTRING_START"):
                start = token.start[1] if not inside else start
                inside += 1
            elif name in ("FSTRING_END", "TSTRING_END"):
                inside -= 1
                if not inside:
                    found.append(Token(code[start : token.end[1]], start, token.end[1], string=True))
            elif not inside and token.type not in _SKIPPED:
                if token.type == tokenize.ERRORTOKEN or token.start[0] != 1:
                    raise ValueError
                string = token.type == tokenize.STRING
                found.append(Token(token.string, token.start[1], token.end[1], string=string))
    except (tokenize.TokenError, SyntaxError, IndentationError) as error:
        raise ValueError from error
    return found
