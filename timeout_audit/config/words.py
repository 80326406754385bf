"""Words that nobody knows, and the ones that were probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from timeout_audit.model.text import Message, msg


def unknown(word: str, known: Iterable[str]) -> Message:
    """That ``word`` is none of the ``known`` ones, with the nearest of them."""
    from difflib import get_close_matches  # noqa: PLC0415 - 15 ms, for a mistake only

    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    if near:
        return msg("unknown: {word}; did you mean {nearest}?", word=word, nearest=near[0])
    return msg("unknown: {word}", word=word)
