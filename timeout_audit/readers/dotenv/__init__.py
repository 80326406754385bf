"""Files of environment variables: ``.env`` and its relatives."""

from __future__ import annotations

import re

_NAME = re.compile(r"(?:^|/)(?:\.env(?:\.[\w-]+)*|\.envrc|[\w.-]+\.env|env\.[\w-]+|environment)$")


def claims(path: str) -> bool:
    """Whether the file holds environment variables by its name."""
    return (
        "env" in path and bool(_NAME.search(path)) and not path.endswith((".py", ".js", ".ts", ".sh", ".mjs", ".cjs"))
    )
