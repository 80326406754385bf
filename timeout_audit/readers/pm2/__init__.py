"""The process files of pm2: ``ecosystem.config.js`` and others."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"(?:^|/)(?:(?:ecosystem|pm2)(?:\.[\w-]+)*\.(?:[cm]?js|json|ya?ml)|process(?:es)?\.json)$", re.IGNORECASE
)


def claims(path: str) -> bool:
    """Whether the file may tell pm2 what to start; a look inside decides."""
    return bool(_NAME.search(path))
