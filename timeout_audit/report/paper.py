"""Lines of styled text, and the two ways to put them on paper: plainly, or for a terminal through rich."""

from __future__ import annotations

import io
from collections.abc import Iterable

from msgspec import Struct

from timeout_audit.report.context import Terminal


class Span(Struct, frozen=True):
    """A piece of a line. ``style`` is a word of ``_STYLES``; ``link`` is where a click leads."""

    text: str
    style: str = ""
    link: str = ""


class Line(Struct, frozen=True):
    """A line. What is too long for a terminal goes on below, ``indent`` cells from the left, if it ``wraps``."""

    spans: tuple[Span, ...] = ()
    indent: int = 0
    wraps: bool = True


_STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "note": "bold cyan",
    "heading": "bold",
    "place": "bold",
    "code": "cyan",
    "fix": "green",
    "bounded": "green",
    "faint": "dim",
}


def text(*spans: Span | str, indent: int = 0, wraps: bool = True) -> Line:
    """A line of spans and plain strings."""
    return Line(tuple(span if isinstance(span, Span) else Span(span) for span in spans), indent, wraps)


def put(lines: Iterable[Line], terminal: Terminal | None) -> str:
    """The lines as one text, with a newline after each."""
    return _plain(lines) if terminal is None else _rich(lines, terminal)


def _plain(lines: Iterable[Line]) -> str:
    return "".join("".join(span.text for span in line.spans).rstrip() + "\n" for line in lines)


def _rich(lines: Iterable[Line], terminal: Terminal) -> str:
    from rich.console import Console  # noqa: PLC0415 - 100 ms, and only terminals need it
    from rich.style import Style  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    console = Console(
        file=io.StringIO(),
        force_terminal=True,
        color_system="standard" if terminal.colour else None,
        width=terminal.width,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as captured:
        for line in lines:
            shown = Text(end="")
            for span in line.spans:
                style = Style.parse(_STYLES.get(span.style, ""))
                shown.append(span.text, style + Style(link=span.link) if span.link and terminal.links else style)
            rest = Text(" " * line.indent)
            first = True
            for piece in shown.wrap(console, terminal.width - line.indent, no_wrap=not line.wraps):
                piece.rstrip()
                console.print(
                    piece if first else rest + piece, no_wrap=True, overflow="ignore", crop=False, highlight=False
                )
                first = False
    return captured.get()
