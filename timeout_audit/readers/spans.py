"""Spans of time as files write them, in seconds."""

from __future__ import annotations

import re

_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|sec|seconds?|s|min|minutes?|m|hr|hours?|h|days?|d)?\s*")
_SECONDS = {"u": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(text: str) -> float | None:
    """``90``, ``1m30s``, ``5min 20s``: the seconds, or None where it is no span of time."""
    text = text.strip()
    total = 0.0
    at = 0
    while at < len(text):
        found = _PART.match(text, at)
        if found is None:
            return None
        unit = found[2] or "s"
        total += float(found[1]) * _SECONDS["ms" if unit == "ms" else unit[0]]
        at = found.end()
    return total if text else None
