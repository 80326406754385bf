"""Variables inside text, in the spelling of each format, as parts of a word."""

from __future__ import annotations

import re

from timeout_audit.model.launch import Part

BRACES = re.compile(
    r"\$(?:\{(?P<braced>\w+)(?:(?P<operator>:?[-+?=])(?P<word>[^{}]*(?:\{[^{}]*\}[^{}]*)*))?\}|(?P<bare>[A-Za-z_]\w*))"
)
PARENTHESES = re.compile(r"\$\((?P<braced>[A-Za-z_][\w.-]*)\)")
PERCENT = re.compile(r"%\(ENV_(?P<braced>\w+)\)s")

_NESTED = 5


def interpolated(source: str, pattern: re.Pattern[str], depth: int = 0) -> tuple[Part, ...]:
    """The parts of ``source``; ``pattern`` names the groups braced, bare, operator and word."""
    parts: list[Part] = []
    at = 0
    for found in pattern.finditer(source):
        if found.start() > at:
            parts.append(Part(source[at : found.start()]))
        groups = found.groupdict()
        name = groups.get("braced") or groups.get("bare") or ""
        word = groups.get("word") or ""
        inner = interpolated(word, pattern, depth + 1) if word and depth < _NESTED else ((Part(word),) if word else ())
        parts.append(Part(name, "variable", groups.get("operator") or "", inner))
        at = found.end()
    if at < len(source):
        parts.append(Part(source[at:]))
    return tuple(parts)
