"""What a report needs to know besides the audit: whom it speaks to, and in which language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from timeout_audit.model.documentation import Documentation
from timeout_audit.model.text import Translate


class Terminal(Struct, frozen=True):
    """A terminal to write to. ``width`` is in cells; ``links`` says that it is a screen, where one can click."""

    width: int
    colour: bool = True
    links: bool = True


class Context(Struct, frozen=True):
    """``translate`` turns a template into the reader's ``language``. Without a ``terminal``, text is plain.

    ``rules`` gives the rules' documentation to the formats that carry it; it is called by those alone.
    """

    translate: Translate = str
    language: str = "en"
    version: str = ""
    terminal: Terminal | None = None
    checklist: Literal["short", "full", "none"] = "short"
    rules: Callable[[], tuple[Documentation, ...]] = tuple


def terminal_of(is_terminal: bool, environ: Mapping[str, str], width: Callable[[], int]) -> Terminal | None:
    """The terminal behind an output stream, or None where plain text is enough.

    A pipe gets plain text, unless FORCE_COLOR is set; NO_COLOR takes colour and links away (both as
    https://no-color.org and https://force-color.org say: any value but the empty one counts).
    """
    forced = bool(environ.get("FORCE_COLOR"))
    if not forced and (not is_terminal or environ.get("TERM") == "dumb"):
        return None
    colour = not environ.get("NO_COLOR")
    return Terminal(max(width(), 40), colour, links=colour and is_terminal)
