"""Styled lines for a terminal, through rich. Nothing here is imported for plain text."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from timeout_audit.report.context import Terminal
from timeout_audit.report.frame import cells
from timeout_audit.report.lines import Line, Span

# The sixteen colours that a terminal's own theme chooses.
STYLES = {
    "error": Style.parse("bold red"),
    "warning": Style.parse("bold yellow"),
    "note": Style.parse("bold cyan"),
    "heading": Style.parse("bold"),
    "place": Style.parse("bold"),
    "code": Style.parse("cyan"),
    "fix": Style.parse("green"),
    "bounded": Style.parse("green"),
    "faint": Style.parse("dim"),
    "": Style.null(),
}


class Ansi:
    """Renders line by line. rich wraps what is too long; what fits is only styled, which is much faster."""

    def __init__(self, terminal: Terminal) -> None:
        """For the width and the abilities of ``terminal``."""
        self._terminal = terminal
        self._system = ColorSystem.STANDARD if terminal.colour else None
        self._console = Console(file=io.StringIO(), width=terminal.width, legacy_windows=False, _environ={})

    def put(self, line: Line) -> str:
        """One line with its newline, or as many as it takes, the further ones indented."""
        if sum(cells(span.text) for span in line.spans) <= self._terminal.width:
            return self._styled(Segment(span.text, self._style(span)) for span in line.spans)
        whole = Text(end="")
        for span in line.spans:
            whole.append(span.text, self._style(span))
        pieces = whole.wrap(self._console, self._terminal.width - line.indent, no_wrap=not line.wraps)
        for piece in pieces:
            piece.rstrip()
        rows = (self._styled(piece.render(self._console)) for piece in pieces)
        return (" " * line.indent).join(rows)

    def _style(self, span: Span) -> Style:
        style = STYLES[span.style]
        return style + Style(link=span.link) if span.link and self._terminal.links else style

    def _styled(self, segments: Iterable[Segment]) -> str:
        parts = (
            part.style.render(part.text, color_system=self._system) if part.style else part.text for part in segments
        )
        return "".join(parts).rstrip() + "\n"
