"""Of the branches of an ``if`` a template writes one: the texts in which each of them stands without the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

_MOST = 12
_STATEMENT = re.compile(r"\{%[-+]?\s*(if|elif|else|endif|for|endfor)\b(.*?)[-+]?%\}", re.DOTALL)
_CHOOSES = re.compile(r"\{%[-+]?\s*(?:else|elif)\b")
_FOLLOWED = {"if": ("elif", "else", "endif"), "for": ("else", "endfor")}
_NOT = "not "
_NO_LINE_END = re.compile(r"[^\r\n]")


class _Branch(Struct):
    """What stands between two statements, with the choices inside of it."""

    start: int
    end: int = 0
    choices: list[_Choice] = field(default_factory=list)

    def count(self) -> int:
        """How many texts it takes to have each branch inside of it in one."""
        return max((choice.count() for choice in self.choices), default=1)

    def left_out(self, number: int) -> Iterator[tuple[int, int]]:
        """What of it is not in the text of that number."""
        for choice in self.choices:
            yield from choice.left_out(min(number, choice.count() - 1))


class _Choice(Struct):
    """An ``if`` with its branches: the first is written where ``test`` holds. A loop has one, its ``else`` included."""

    kind: str
    test: str
    branches: list[_Branch]
    otherwise: bool = False

    def count(self) -> int:
        return sum(branch.count() for branch in self.branches)

    def left_out(self, number: int) -> Iterator[tuple[int, int]]:
        for branch in self.branches:
            if 0 <= number < branch.count():
                yield from branch.left_out(number)
            else:
                yield branch.start, branch.end
            number -= branch.count()


def alternatives(text: str) -> list[str]:
    """The texts, each character where it was; one alone where no statement chooses, or where they do not fit."""
    found = _choices(text) if _CHOOSES.search(text) else None
    if found is None:
        return [text]
    _agree(found[1])
    whole = found[0]
    return [_without(text, whole.left_out(number)) for number in range(min(whole.count(), _MOST))]


def _choices(text: str) -> tuple[_Branch, list[_Choice]] | None:
    """The whole text as a branch, and all choices in it; None where an end or an ``else`` belongs to nothing."""
    whole = _Branch(0, len(text))
    every: list[_Choice] = []
    inside: list[_Choice] = []
    for found in _STATEMENT.finditer(text):
        word = found[1]
        branch = inside[-1].branches[-1] if inside else whole
        if word in _FOLLOWED:
            test = " ".join(found[2].split()) if word == "if" else ""
            choice = _Choice(word, test, [_Branch(found.end())])
            branch.choices.append(choice)
            every.append(choice)
            inside.append(choice)
        elif not inside or word not in _FOLLOWED[inside[-1].kind]:
            return None
        elif word.startswith("end"):
            branch.end = found.start()
            inside.pop()
        elif inside[-1].kind == "if":
            branch.end = found.start()
            inside[-1].otherwise |= word == "else"
            inside[-1].branches.append(_Branch(found.end()))
    return None if inside else (whole, every)


def _agree(choices: list[_Choice]) -> None:
    """Choices by one test, or by its opposite, go together: the number of a text stands for what it tests."""
    tests = {choice.test.removeprefix(_NOT) for choice in choices if choice.otherwise}
    for choice in choices:
        if len(choice.branches) == 1 and choice.test.removeprefix(_NOT) in tests:
            choice.branches.append(_Branch(choice.branches[0].end, choice.branches[0].end))
        if len(choice.branches) == 2 and choice.test.startswith(_NOT):
            choice.branches.reverse()


def _without(text: str, spans: Iterator[tuple[int, int]]) -> str:
    """The text with blanks for what is left out."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        pieces += [text[at:start], _NO_LINE_END.sub(" ", text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])
