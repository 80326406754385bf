"""Compose files."""

from __future__ import annotations

import re

_NAME = re.compile(r"(?:^|/)[\w.-]*(?:compose|docker-stack|stack)[\w.-]*\.ya?ml(?:\.\w+)?$", re.IGNORECASE)


def claims(path: str) -> bool:
    """Whether the file is a compose file by its name."""
    return ".y" in path and bool(_NAME.search(path))
