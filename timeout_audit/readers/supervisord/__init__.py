"""supervisord's configuration."""

from __future__ import annotations

import re

_NAME = re.compile(r"\.(?:conf|ini)(?:\.\w+)?$|(?:^|/)supervisord?[\w.-]*$")


def claims(path: str) -> bool:
    """Whether the file may configure supervisord; a look inside decides."""
    return (".conf" in path or ".ini" in path or "supervisor" in path) and bool(_NAME.search(path))
