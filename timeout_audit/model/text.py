"""Sentences for people, kept apart from their values so that a report can translate them."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

Translate = Callable[[str], str]


HOLE = re.compile(r"\{([a-z_]+)\}")


class Message(Struct, frozen=True, array_like=True):
    """A sentence with holes like ``{this}``. The template is the key of its translation.

    Only names that have a value are holes; other braces are text, so that code can stand in a sentence as it is.

    Values are text or further messages; they are put in as they are, so a report that writes to a terminal, a
    workflow command or HTML escapes the rendered text as a whole.
    """

    template: str
    values: tuple[tuple[str, str | Message], ...] = ()

    def render(self, translate: Translate = str) -> str:
        """The sentence in the language of ``translate`` (a gettext function); English by default."""
        values = {name: value.render(translate) if isinstance(value, Message) else value for name, value in self.values}
        return HOLE.sub(lambda hole: values.get(hole[1], hole[0]), translate(self.template))

    def __str__(self) -> str:
        return self.render()


def msg(template: str, **values: object) -> Message:
    """A message. ``msg`` is the marker by which templates are collected for translation: give it a literal."""
    kept = ((name, value if isinstance(value, Message) else str(value)) for name, value in values.items())
    return Message(template, tuple(kept))


def counted(count: int, one: str, many: str, **values: object) -> Message:
    """``one`` or ``many``, with the hole ``{count}`` filled. Both are templates to translate: give it literals."""
    return msg(one if count == 1 else many, count=count, **values)


def number(seconds: float) -> str:
    """Seconds as people write them: ``30``, ``0.5``."""
    return str(int(seconds)) if abs(seconds) < 1e15 and seconds == int(seconds) else f"{seconds:g}"
