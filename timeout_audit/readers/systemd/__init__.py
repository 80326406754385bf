"""systemd's service units and their drop-ins."""

from __future__ import annotations

import re

_NAME = re.compile(r"\.service(?:\.(?:in|tmpl|tpl|template|j2|example|sample|dist|erb))*$|\.service\.d/[^/]+\.conf$")


def claims(path: str) -> bool:
    """Whether the file is a unit by its name; some of that name are scripts of other systems."""
    return ".service" in path and bool(_NAME.search(path))
