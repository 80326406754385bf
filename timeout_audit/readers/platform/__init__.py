"""Files in which hosting platforms and task runners are told what to start."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"(?:^|/)(?:fly(?:\.[\w-]+)*\.toml|render\.ya?ml|railway\.(?:toml|json)|railpack\.json|dockerrun\.aws\.json|nixpacks\.toml|app(?:\.[\w-]+)*\.ya?ml|"
    r"heroku\.yml|\.platform\.app\.yaml|package\.json|Taskfile\.ya?ml|"
    r"[\w.-]*task[-_.]?def[\w.-]*\.json|[\w.-]*ecs[\w.-]*\.json|apprunner\.yaml|project\.toml)$",
    re.IGNORECASE,
)


def claims(path: str) -> bool:
    """Whether the file is one of them by its name."""
    return path.endswith((".toml", ".yaml", ".yml", ".json")) and bool(_NAME.search(path))
