"""Puts lines on paper: plainly, or for a terminal through rich."""

from __future__ import annotations

from collections.abc import Iterable

from timeout_audit.report.context import Terminal
from timeout_audit.report.lines import Line


def put(lines: Iterable[Line], terminal: Terminal | None) -> str:
    """The lines as one text, with a newline after each."""
    if terminal is None:
        return "".join("".join(span.text for span in line.spans).rstrip() + "\n" for line in lines)
    from timeout_audit.report.ansi import Ansi  # noqa: PLC0415 - rich takes 100 ms, and only terminals need it

    ansi = Ansi(terminal)
    return "".join(ansi.put(line) for line in lines)
