"""Names in the catalogue: ``requests.{get,post}`` stands for two."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ALTERNATIVES = re.compile(r"\{([^{}]*)\}")


def expand(name: str) -> Iterator[str]:
    """Every name that a pattern with ``{a,b}`` alternatives stands for, in order."""
    found = _ALTERNATIVES.search(name)
    if found is None:
        yield name
        return
    for option in found[1].split(","):
        yield from expand(name[: found.start()] + option.strip() + name[found.end() :])
