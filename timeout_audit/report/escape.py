"""Text of the audited repository, made harmless for its reader. Nobody here trusts a path or a line of source."""

from __future__ import annotations

import re

# Control characters, marks that turn or hide text on a screen, lone surrogates (undecodable bytes of file names), and
# what XML forbids.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|~$&]")
_CODE_BREAKS = re.compile(r"`+")


def printable(text: str) -> str:
    """One line of text in which every character is seen: the others are written as in a Python string."""
    return _UNSEEN.sub(_visible, text)


def _visible(match: re.Match[str]) -> str:
    escaped = match[0].encode("unicode_escape").decode("ascii")
    return escaped if escaped.startswith("\\") else f"\\x{ord(match[0]):02x}"


def workflow_data(text: str) -> str:
    """The message of a workflow command; newlines in it are kept."""
    lines = (printable(line) for line in text.split("\n"))
    return "%0A".join(line.replace("%", "%25") for line in lines)


def workflow_property(text: str) -> str:
    """The value of a property of a workflow command."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


def workflow_line(text: str) -> str:
    """A line of a job's log that no runner takes for a command."""
    line = printable(text).replace("##[", "##\u2060[")
    return re.sub(r"^(\s*):(?=:)", "\\1:\u2060", line)


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
    return "".join(markdown_code(part) if index % 2 else markdown(part) for index, part in enumerate(parts))


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
