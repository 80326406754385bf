"""supervisord's configuration."""

from __future__ import annotations

import re

_NAME = re.compile(r"\.(?:conf|ini)(?:\.\w+)?$|(?:^|/)supervisord?[\w.-]*$")


def claims(path: str) -> bool:
    """Whether the file may configure supervisord; a look inside decides. Code that writes one is read as code."""
    named = ".conf" in path or ".ini" in path or "supervisor" in path
    return named and not path.endswith(".py") and bool(_NAME.search(path))
