"""How long the lines of a project may be: what its formatter was told, else what its files show."""

from __future__ import annotations

import posixpath
import re
import sys
from collections.abc import Callable
from typing import Any

from msgspec import Struct

if sys.version_info >= (3, 11):
    import tomllib as toml
else:
    import tomli as toml

Read = Callable[[str], "bytes | None"]
"""Gives the content of a file of the repository by its path, None where there is none."""

_WIDTH = 88
_WIDEST = 120
_MENTIONING = ("pyproject.toml", ".pre-commit-config.yaml", "setup.py", "setup.cfg", "tox.ini", "Makefile", "justfile")
# A formatter that is used without a configuration breaks lines at its own width, which both have in common.
_FORMATTER = re.compile(rb"\b(?:black|ruff[ -]format|blue)\b")
_PRAGMA = re.compile(r"\s*#\s*(?:noqa|type:|pyright:|pylint:|nosec|fmt:|isort:|ruff:|mypy:|timeout-audit:).*$")


class Style(Struct, frozen=True):
    """``width`` in columns. ``pragmas`` says that comments which speak to tools do not count."""

    width: int = _WIDTH
    pragmas: bool = False

    def length(self, line: str) -> int:
        """The columns of a line that count."""
        return len(_PRAGMA.sub("", line) if self.pragmas else line)


def style_of(path: str, text: str, read: Read) -> Style:
    """The style of one Python file, by the nearest configuration of a formatter above it."""
    folder = posixpath.dirname(path)
    while True:
        for name in (".ruff.toml", "ruff.toml", "pyproject.toml"):
            found = _configured(name, read(posixpath.join(folder, name)))
            if found is not None:
                return found
        if not folder:
            if any(_FORMATTER.search(read(name) or b"") for name in _MENTIONING):
                return Style()
            longest = max(map(len, text.splitlines()), default=0)
            return Style(min(max(longest, _WIDTH), _WIDEST))
        folder = posixpath.dirname(folder)


def _configured(name: str, data: bytes | None) -> Style | None:
    try:
        table: Any = toml.loads(data.decode()) if data else {}
    except (toml.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return None
    if name != "pyproject.toml":
        return Style(_number(table), pragmas=True) if data is not None else None
    tools = table.get("tool")
    tools = tools if isinstance(tools, dict) else {}
    # Where both are configured, ruff lints and black formats.
    if isinstance(black := tools.get("black"), dict):
        return Style(_number(black))
    if isinstance(ruff := tools.get("ruff"), dict):
        return Style(_number(ruff), pragmas=True)
    return None


def _number(table: dict[str, Any]) -> int:
    width = table.get("line-length", _WIDTH)
    return width if isinstance(width, int) and 20 <= width <= 400 else _WIDTH
