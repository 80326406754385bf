"""Walks a tree: no link is followed, nothing is opened but ignore files, and what cannot be entered is a problem."""

from __future__ import annotations

import os
from collections.abc import Callable

from msgspec import Struct

from timeout_audit import disk
from timeout_audit.discover.scope import Ignored, Scope
from timeout_audit.discover.sets import (
    FOLDERS,
    MEASURES,
    PACKAGES,
    cannot_start,
    describes_image,
    file_in_sets,
    holds_tests,
    is_about_migrations,
    marked,
    named_as_test,
    skipped_folders,
)
from timeout_audit.discover.tracked import Tracked
from timeout_audit.model.finding import Problem
from timeout_audit.model.text import msg
from timeout_audit.sources import Kind, SourceFile, unreadable

Claims = Callable[[str], bool]
_HEAD = 200_000
_FIRST = 200


class _Folder(Struct, frozen=True, array_like=True):
    """A folder still to be listed: "" or a path that ends in ``/``.

    ``rescue`` says that it is left out itself, and only what ``include`` names is taken from it. ``hidden`` says that
    it lies in a folder whose name begins with a dot: what is kept there may start the service, but is no part of it.
    """

    path: str
    ignored: Ignored
    rescue: bool = False
    hidden: bool = False


class Walk:
    """Walks below one root, collecting files and problems."""

    def __init__(
        self, root: str, scope: Scope, claims: Claims, *, target: bool, tracked: Tracked | None = None
    ) -> None:
        """``claims`` says whether a path that is no Python file can start a service; ``tracked`` has the same root."""
        self.root = root
        self.scope = scope
        self.claims = claims
        self.files: list[SourceFile] = []
        self.problems: list[Problem] = []
        self._target = target
        self.tracked = tracked or Tracked(root)
        self._skipped = skipped_folders(scope.left_out)

    def run(self, start: str, ignored: Ignored) -> None:
        """Collect everything below the folder ``start``, relative to the root ("" for the root itself)."""
        first = _Folder(f"{start}/" if start else "", ignored)
        pending = [first]
        while pending:
            folder = pending.pop()
            try:
                entries = {entry.name: entry for entry in disk.entries(f"{self.root}/{folder.path}")}
            except OSError as error:
                self.problems.append(unreadable(_shown(folder.path) or ".", error))
                continue
            if folder is not first and marked(folder.path, entries.keys(), self.scope.left_out):
                if self.scope.include is None:
                    continue
                folder = _Folder(folder.path, folder.ignored, rescue=True, hidden=folder.hidden)
            pending += self._list(folder, entries)

    def leaves_out_folder(self, path: str, name: str, ignored: Ignored) -> bool:
        """Whether a folder is left out by its name; both texts end in ``/``."""
        if name.endswith(".egg-info/") or (name[:-1] in self._skipped and not self._is_package(path, name)):
            return True
        return self._ignores(ignored, path, name)

    def _ignores(self, ignored: Ignored, path: str, name: str) -> bool:
        """Whether ignore files name a path that git does not track; of what is hidden it is not asked, to save time."""
        return ignored.ignores(path, name) and (name.startswith(".") or not self.tracked.holds(path))

    def _is_package(self, path: str, name: str) -> bool:
        """Whether a folder whose name says otherwise is the service's own by what it holds."""
        if name[:-1] in MEASURES:
            return "__init__.py" in self._names(path)
        if name == "migrations/":
            return is_about_migrations(self._names(path))
        names = self._names(path) if name[:-1] in PACKAGES else ()
        # Below the root a build writes no Python file, and a Dockerfile nowhere.
        return any(map(describes_image, names)) or (path != name and any(map(is_python, names)))

    def _names(self, path: str) -> list[str]:
        try:
            return list(disk.names(f"{self.root}/{path}"))
        except OSError:
            return []

    def leaves_out_file(self, path: str, name: str, ignored: Ignored) -> bool:
        """Whether a file is left out by its own name."""
        if file_in_sets(name, self.scope.left_out) or self._ignores(ignored, path, name):
            return True
        return "tests" in self.scope.left_out and named_as_test(name) and self._is_test(path)

    def _is_test(self, path: str) -> bool:
        try:
            return holds_tests(disk.read(f"{self.root}/{path}", _HEAD))
        except OSError:
            return True

    def _list(self, folder: _Folder, entries: dict[str, os.DirEntry[str]]) -> list[_Folder]:
        """Take the files of a folder; the folders in it are returned."""
        inner = []
        ignored = folder.ignored
        if self.scope.gitignore and ".gitignore" in entries:
            ignored = ignored.entering(self.root, folder.path)
        for name, entry in entries.items():
            try:
                if entry.is_dir(follow_symlinks=False):
                    inner += self._enter(folder, f"{name}/", ignored)
                elif self._speaks(folder.path, name) and not entry.is_symlink() and self._wanted(folder, name, ignored):
                    self._take(folder, name, entry)
            except OSError as error:
                self.problems.append(unreadable(_shown(folder.path + name), error))
        return inner

    def _enter(self, folder: _Folder, name: str, ignored: Ignored) -> list[_Folder]:
        scope, path = self.scope, folder.path + name
        left_out = self.leaves_out_folder(path, name, ignored)
        if (left_out and not scope.may_rescue(name)) or scope.excludes(path, name):
            return []
        wanted = scope.includes(path, name)
        hidden = folder.hidden or (name.startswith(".") and name[:-1] not in FOLDERS["environments"])
        return [_Folder(path, ignored, (folder.rescue or left_out) and not wanted, hidden and not wanted)]

    def _speaks(self, folder: str, name: str) -> bool:
        """Whether some reader may want the file by its name: asked first, as it is no for most files."""
        return is_python(name) or not (cannot_start(name) or not self.claims(folder + name))

    def _wanted(self, folder: _Folder, name: str, ignored: Ignored) -> bool:
        path = folder.path + name
        left_out = folder.rescue or self.leaves_out_file(path, name, ignored)
        left_out = left_out or (folder.hidden and is_python(name))
        return (not left_out or self.scope.includes(path, name)) and not self.scope.excludes(path, name)

    def _take(self, folder: _Folder, name: str, entry: os.DirEntry[str]) -> None:
        path = folder.path + name
        if not path.isprintable() and _shown(path) != path:
            self.problems.append(
                Problem(_shown(path), 0, msg("not audited: the file's name is not valid UTF-8; rename it"))
            )
        elif not entry.is_file(follow_symlinks=False):
            self.problems.append(Problem(path, 0, msg("not audited: not a regular file")))
        else:
            python = is_python(path) or self._is_script(folder, name)
            self.files.append(SourceFile(path, Kind.PYTHON if python else Kind.LAUNCH, self._target))

    def _is_script(self, folder: _Folder, name: str) -> bool:
        """Whether a file without an ending asks for Python, where the service keeps its own code."""
        path = folder.path + name
        if not has_no_ending(name) or (folder.hidden and not self.scope.includes(path, name)):
            return False
        return by_first_line(f"{self.root}/{path}") is Kind.PYTHON


def is_python(path: str) -> bool:
    """Whether the name says that a file is Python source."""
    return path.endswith((".py", ".pyw"))


def has_no_ending(path: str) -> bool:
    """Whether a name says nothing of what a file is: its first line may."""
    return "." not in path.rpartition("/")[2][1:]


def by_first_line(path: str) -> Kind | None:
    """What a script without a telling name is, by its first line."""
    try:
        return by_interpreter(disk.read(path, _FIRST))
    except OSError:
        return None


def by_interpreter(data: bytes) -> Kind | None:
    """What a script is by the interpreter that it asks for."""
    line = data.partition(b"\n")[0]
    if not line.startswith(b"#!"):
        return None
    return Kind.PYTHON if b"python" in line else Kind.LAUNCH if b"sh" in line else None


def _shown(path: str) -> str:
    """A path without what cannot be encoded."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
