"""The values of Helm charts."""

from __future__ import annotations

import re

_NAME = re.compile(r"(?:^|/)(?:[\w-]+[.-])*values(?:[.-][\w-]+)*\.ya?ml$")


def claims(path: str) -> bool:
    """Whether the file holds the values of a chart by its name."""
    return "values" in path and bool(_NAME.search(path))
