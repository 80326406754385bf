"""What git tracks although its ignore files name it: that is part of the repository, and ignored by nobody."""

from __future__ import annotations

import os

from timeout_audit import disk
from timeout_audit.model.fault import Fault


class Tracked:
    """The tracked files of a repository that its ignore files name. Git is asked once, the first time it matters."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._paths: frozenset[str] | None = None

    def holds(self, path: str) -> bool:
        """Whether a path is tracked, or something in it where it ends in ``/``; False where git cannot be asked."""
        if self._paths is None:
            self._paths = frozenset(_with_folders(_listed(self._root)))
        return path in self._paths


def _listed(root: str) -> list[str]:
    from timeout_audit.git import git  # noqa: PLC0415 - subprocess takes 15 ms

    disk.exists(_index(root))  # what was looked at: a change of it may change the answer
    words = ("ls-files", "-z", "--cached", "--ignored", "--exclude-standard")
    try:
        return git(root, *words, config=("safe.directory=*",)).decode("utf-8", "surrogateescape").split("\0")
    except Fault:
        return []


def _index(root: str) -> str:
    """Where git keeps the list of what it tracks; in a worktree ``.git`` is a file that says where."""
    folder = f"{root}/.git"
    if not disk.is_folder(folder):
        try:
            said = disk.read(folder, 10_000).decode("utf-8", "surrogateescape")
        except OSError:
            return folder
        folder = os.path.join(root, said.removeprefix("gitdir:").strip())
    return f"{folder}/index"


def _with_folders(paths: list[str]) -> set[str]:
    found = set[str]()
    for path in paths:
        parts = path.split("/")
        found.update("/".join(parts[:end]) + "/" for end in range(1, len(parts)))
        found.add(path)
    return found
