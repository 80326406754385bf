"""Texts that stand in many facts, each kept once: it saves memory, and equal texts are found equal at once."""

from __future__ import annotations

from sys import intern

from msgspec import Struct
from msgspec.structs import force_setattr


def share(fact: Struct, *fields: str) -> None:
    """Let all facts with the same text in some fields have the same object there. What is no text is left alone.

    For ``__post_init__``: facts that come from another process or from a cache bring a copy of each text.
    """
    for field in fields:
        text = getattr(fact, field)
        if type(text) is str:
            force_setattr(fact, field, intern(text))
