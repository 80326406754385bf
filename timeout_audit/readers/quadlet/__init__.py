"""Podman's containers as units of systemd (Quadlet)."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"\.container(?:\.(?:in|tmpl|tpl|template|j2|example|sample|dist|erb))*$|\.container\.d/[^/]+\.conf$"
)


def claims(path: str) -> bool:
    """Whether the file is a unit of a container by its name."""
    return ".container" in path and bool(_NAME.search(path))
