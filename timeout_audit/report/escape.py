"""Text of the audited repository, made harmless for its reader. Nobody here trusts a path or a line of source."""

from __future__ import annotations

import re

# Spaces that are seen as such though Python does not call them printable.
_SPACES = "\xa0\u3000"
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|~$&]")
_CODE_BREAKS = re.compile(r"`+")


def printable(text: str) -> str:
    """One line of text in which every character is seen: the others are written as in a Python string.

    These are control characters, marks that turn or hide text on a screen, and lone surrogates (undecodable bytes of
    file names); what XML forbids is among them.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in _SPACES else _visible(char) for char in text)


def _visible(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def workflow_data(text: str) -> str:
    """The message of a workflow command; newlines in it are kept."""
    lines = (printable(line) for line in text.split("\n"))
    return "%0A".join(line.replace("%", "%25") for line in lines)


def workflow_property(text: str) -> str:
    """The value of a property of a workflow command."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


def workflow_line(text: str) -> str:
    """A line of a job's log that no runner takes for a command."""
    return re.sub(r"^(\s*):(?=:)", r"\1: ", printable(text).replace("##[", "## ["))


def markdown(text: str) -> str:
    """Inline text of a Markdown document: no markup, no HTML, no link, no mention, no reference to an issue."""
    escaped = _MARKDOWN.sub(r"\\\g<0>", printable(text))
    escaped = escaped.replace("://", "&#58;//").replace("www.", "www&#46;")
    return escaped.replace("@", "<span>@</span>").replace("#", "<span>#</span>").replace("&<span>#</span>", "&#")


def markdown_prose(text: str) -> str:
    """A sentence in which code stands between backticks, as our messages write it."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return markdown(text)
    return "".join((index % 2 and markdown_code(part)) or markdown(part) for index, part in enumerate(parts))


def markdown_code(text: str) -> str:
    """A code span that holds exactly ``text``; nothing for an empty one, which Markdown has no way to write."""
    shown = printable(text)
    longest = max((len(run) for run in _CODE_BREAKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") or shown.strip() != shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}" if shown.strip() else ""


def markdown_cell(escaped: str) -> str:
    """Inline Markdown for a cell of a table, where a bar ends the cell even inside code."""
    return re.sub(r"(?<!\\)\|", r"\\|", escaped)
