"""Dockerfiles and Containerfiles, by any of the names that projects give them."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"(?:^|/)(?:(?:[\w.-]+[._-])?(?:dockerfile|containerfile)(?:[._-][\w.-]+)?|docker/[^/.]+\.docker)$|\.(?:dockerfile|containerfile)$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\.(?:dockerignore|containerignore|md|rst|txt|py|pyc|sh|go|js|ts|rb|java|json|ya?ml|toml|html|png|svg|vim|proto|protobuf)$",
    re.IGNORECASE,
)


def claims(path: str) -> bool:
    """Whether the file is a Dockerfile by its name."""
    lower = path.lower()
    if "dockerfile" not in lower and "containerfile" not in lower and not lower.endswith(".docker"):
        return False
    return bool(_NAME.search(lower)) and not _OTHER.search(lower)
