"""What a Python project declares: its commands and its tasks."""

from __future__ import annotations


def claims(path: str) -> bool:
    """Whether the file declares a project by its name."""
    return path.rpartition("/")[2] in ("pyproject.toml", "setup.cfg", "setup.py")
