"""Amazon ECS: task definitions, and the templates of CloudFormation that hold them."""

from __future__ import annotations

import re

# Too few of all files of JSON define a task to look into each.
_JSON = re.compile(r"(?:task|ecs|template|stack|formation|cfn)[^/]*\.json$", re.IGNORECASE)


def claims(path: str) -> bool:
    """Whether the file may define a task; a look inside decides."""
    return path.endswith((".yaml", ".yml", ".template")) or (path.endswith(".json") and bool(_JSON.search(path)))
