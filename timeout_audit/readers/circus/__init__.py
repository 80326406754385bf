"""The configuration of circus."""

from __future__ import annotations


def claims(path: str) -> bool:
    """Whether the file may configure circus; a look inside decides."""
    return path.endswith((".ini", ".conf", ".cfg"))
