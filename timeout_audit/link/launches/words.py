"""Words of command lines: how they fall apart and are put together, and what is known of them then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from timeout_audit.model.launch import Argument, Stretch

WORDS = 400
"""The words that one word may become, and the stretches of one that are told apart, at most."""
LENGTH = 20_000
"""The characters of a word, at most."""
_BLANKS = re.compile(r"\s+")


def pieces(word: Argument) -> list[Argument]:
    """The words that a word falls into where no quotes hold it together, each with what is known of it."""
    if word.sure and not word.parts:
        return [replace(word, text=piece) for piece in word.text.split()]
    found: list[list[Stretch]] = [[]]
    for part in stretches(word):
        first, *others = _BLANKS.split(part.text) if part.sure else [part.text]
        found[-1].append(replace(part, text=first))
        found.extend([replace(part, text=other)] for other in others)
    made = (made_of(replace(word, open=not any(part.sure and part.text for part in parts)), parts) for parts in found)
    told = [piece for piece in made if piece.text or not piece.sure]
    return [replace(told[0], choices=word.choices)] if len(told) == 1 and told[0].open else told


def made_of(word: Argument, parts: Sequence[Stretch]) -> Argument:
    """The word with these parts in place of its own."""
    text = "".join(part.text for part in parts)
    sure = all(part.sure for part in parts)
    maybe = [part.maybe for part in parts if part.text]
    told = (not sure or len(set(maybe)) > 1) and len(parts) <= WORDS and len(text) <= LENGTH
    return replace(
        word,
        text=text[:LENGTH],
        sure=sure,
        open=word.open and not sure,
        maybe=any(maybe),
        parts=tuple(parts) if told else (),
        choices=(),
    )


def joined(words: Sequence[Argument], separator: str = "") -> Argument:
    """Several words as one."""
    return made_of(words[0], [part for word in words for part in (Stretch(separator), *stretches(word))][1:])


def stretches(word: Argument) -> tuple[Stretch, ...]:
    """The parts of a word that are told apart: all of it, where none is."""
    return word.parts or (Stretch(word.text, word.sure, word.maybe),)


def under_condition(word: Argument) -> Argument:
    """The word under a condition."""
    return replace(word, maybe=True, parts=tuple(replace(part, maybe=True) for part in word.parts))


def unsure(word: Argument) -> Argument:
    """The word where something else may stand in its place."""
    return replace(word, sure=False, parts=())


def chosen(words: Sequence[Argument], values: Iterable[Sequence[Argument]]) -> tuple[Argument, ...]:
    """The words, where that is one alone with those of every branch that it may stand for."""
    if len(words) != 1:
        return tuple(words)
    choices = (tuple(piece for one in value for piece in pieces(one)) for value in values)
    return (replace(words[0], choices=tuple(choices)),)
