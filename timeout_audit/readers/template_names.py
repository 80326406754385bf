"""How files are named that are templates of others."""

from __future__ import annotations

SUFFIXES = (".j2", ".jinja", ".jinja2")
"""What says that a file is a template of Jinja."""

# Formats that leave no room for a template: what is filled in makes them what they are.
_STRICT = (".py", ".toml", ".json")


def written_name(path: str) -> str:
    """The path without what says that it is a template."""
    if not path.endswith(SUFFIXES):
        return path
    name = path.rpartition(".")[0]
    return path if name.endswith(_STRICT) else name
