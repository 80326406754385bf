"""Lines of styled text: what a page for people is made of, before it is known where it goes."""

from __future__ import annotations

from msgspec import Struct


class Span(Struct, frozen=True):
    """A piece of a line. ``style`` is a word that ``ansi.STYLES`` knows; ``link`` is where a click leads."""

    text: str
    style: str = ""
    link: str = ""


class Line(Struct, frozen=True):
    """A line. What is too long for a terminal goes on below, ``indent`` cells from the left, if it ``wraps``."""

    spans: tuple[Span, ...] = ()
    indent: int = 0
    wraps: bool = True


def text(*spans: Span | str, indent: int = 0, wraps: bool = True) -> Line:
    """A line of spans and plain strings."""
    return Line(tuple(span if isinstance(span, Span) else Span(span) for span in spans), indent, wraps)
