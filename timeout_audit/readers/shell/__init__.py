"""Shell scripts: entrypoints, start scripts, anything that begins with ``#!/bin/sh``."""

from __future__ import annotations

_SUFFIXES = (".sh", ".bash", ".ksh", ".zsh", ".dash", ".ash")


def claims(path: str) -> bool:
    """Whether the file may be a shell script; one without a suffix is looked into."""
    name = path.rpartition("/")[2]
    return name.endswith(_SUFFIXES) or "." not in name[1:]
