"""Compose files."""

from __future__ import annotations

import re

from timeout_audit.readers.helm_values import claims as holds_values

_NAME = re.compile(r"(?:^|/)[\w.-]*(?:compose|docker-stack|stack)[\w.-]*\.ya?ml(?:\.\w+)?$", re.IGNORECASE)


def claims(path: str) -> bool:
    """Whether the file may be a compose file; of one with another name a look inside decides."""
    return is_named(path) or (path.endswith((".yaml", ".yml")) and not holds_values(path))


def is_named(path: str) -> bool:
    """Whether the file is a compose file by its name."""
    return ".y" in path and bool(_NAME.search(path))
