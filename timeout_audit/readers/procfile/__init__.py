"""Procfiles."""

from __future__ import annotations

import re

_NAME = re.compile(r"(?:^|/)Procfile(?:[._-][\w.-]+)?$|(?:^|/)[\w-]+\.Procfile$")


def claims(path: str) -> bool:
    """Whether the file is a Procfile by its name."""
    return "Procfile" in path and bool(_NAME.search(path))
