"""The repository around the given paths: what they belong to, and what their cross-file answers may come from."""

from __future__ import annotations

import os
from collections.abc import Sequence

from timeout_audit import disk

_MARKERS = ("pyproject.toml", "setup.cfg", "timeout-audit.toml")


def find_root(paths: Sequence[str]) -> str:
    """The absolute path of the repository that holds all of ``paths`` (absolute, existing).

    The nearest folder upward that git knows; a home directory under git is no repository of a service. Without git: a
    folder is its own repository, and a file belongs to the nearest folder upward with a Python project file.
    """
    common = os.path.commonpath(paths)
    only_files = not any(disk.is_folder(path) for path in paths)
    start = os.path.dirname(common) if only_files and common in paths else common
    for folder in _upward(start):
        if disk.exists(f"{folder}/.git"):
            return folder
    if only_files:
        for folder in _upward(start):
            if _is_project(folder):
                return folder
    return start


def _is_project(folder: str) -> bool:
    """Whether a folder holds a Python project file; a ``setup.py`` inside a package is a module of it."""
    if any(disk.is_file(f"{folder}/{marker}") for marker in _MARKERS):
        return True
    return disk.is_file(f"{folder}/setup.py") and not disk.is_file(f"{folder}/__init__.py")


def _upward(start: str) -> list[str]:
    """``start`` and its parents, up to the home directory or the top, which count only where they are the start."""
    home = disk.real(os.path.expanduser("~"))
    folders = [start]
    while (parent := os.path.dirname(folders[-1])) not in {folders[-1], home} and os.path.dirname(parent) != parent:
        folders.append(parent)
    return folders
