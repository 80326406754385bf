"""nginx's configuration."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"(?:^|/)(?:[\w.-]*nginx[\w.-]*\.(?:conf|tmpl|template|j2|ctmpl)|nginx[^/]*/(?:.*/)?[\w.-]+\.(?:conf|template|tmpl|inc))$"
)


def claims(path: str) -> bool:
    """Whether the file configures nginx by its name."""
    return "nginx" in path and bool(_NAME.search(path))
