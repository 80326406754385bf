"""Configuration files of servers: gunicorn's Python, hypercorn's TOML."""

from __future__ import annotations

import re

_NAME = re.compile(r"(?:^|/)(?:[\w.-]*(?:gunicorn|hypercorn)[\w.-]*\.(?:py|toml)|[\w-]+\.conf\.py)$")


def claims(path: str) -> bool:
    """Whether the file configures a server by its name; a command may name any other."""
    return path.endswith((".py", ".toml")) and ("corn" in path or ".conf." in path) and bool(_NAME.search(path))
