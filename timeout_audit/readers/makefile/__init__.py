"""Makefiles and justfiles."""

from __future__ import annotations

import re

_NAME = re.compile(r"(?:^|/)(?:(?:GNU)?[Mm]akefile(?:[._-][\w.-]+)?|\.?[Jj]ustfile)$|\.(?:mk|just)$")


def claims(path: str) -> bool:
    """Whether the file is a Makefile or a justfile by its name."""
    return (
        ("file" in path or path.endswith((".mk", ".just")))
        and bool(_NAME.search(path))
        and not path.endswith((".am", ".in", ".py"))
    )
