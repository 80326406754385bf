"""Shell scripts: entrypoints, start scripts, anything that begins with ``#!/bin/sh``."""

from __future__ import annotations

from pathlib import PurePosixPath

_SUFFIXES = {".sh", ".bash", ".ksh", ".zsh", ".dash", ".ash"}


def claims(path: str) -> bool:
    """Whether the file may be a shell script; one without a suffix is looked into."""
    name = PurePosixPath(path)
    return name.suffix in _SUFFIXES or not name.suffix
