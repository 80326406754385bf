"""Names and places in manifests."""

from __future__ import annotations

import re

from timeout_audit.model.place import Place

NOT_SERVICE = re.compile(r"(?i)(?:^|[-_./])(?:dev|develop|development|tests?|testing|docs?|lint|typing|ci)(?=[-_./]|$)")
"""Found in the path of requirements, or in the name of a group of them, that the service does not run with."""
_RUNS = re.compile(r"[-_.]+")


def normalized(name: str) -> str:
    """A distribution's name as the index compares it: lower case, runs of ``-_.`` as one ``-``."""
    return _RUNS.sub("-", name).lower()


def place_at(path: str, text: str, offset: int) -> Place:
    """The place of a character of ``text``."""
    line = text.count("\n", 0, offset) + 1
    return Place(path, line, offset - (text.rfind("\n", 0, offset) + 1) + 1)
