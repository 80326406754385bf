"""Finds the repository's file behind a path that a command names, inside a container or outside."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from timeout_audit.link.launches.unwrap import base_name
from timeout_audit.model.launch import Build, LaunchFile

_PATH = ("/usr/local/bin", "/usr/local/sbin", "/usr/bin", "/usr/sbin", "/bin", "/sbin")
_PACKAGES = re.compile(r"^.*/(?:site|dist)-packages/")
Open = Callable[[str, str], "LaunchFile | None"]


class Copied(Struct, frozen=True):
    """``source`` of the repository (a path or a pattern's folder) arrives at ``target`` in the image."""

    source: str
    target: str
    folder: bool = False
    content: LaunchFile | None = None


class Files:
    """The launch files of a repository, and how to read one that nobody asked for yet.

    ``open`` reads a path as a kind of file, whatever its name: a configuration file may be called anything.
    ``entered`` are the scripts that some command was followed into, ``builds`` the repository's images by name, once
    somebody asked for them. Of the alternatives of a template one is seen, by its ``number``.
    """

    def __init__(
        self, files: Mapping[str, LaunchFile], open_file: Open, others: Iterable[str] = (), number: int = 0
    ) -> None:
        """Know the files by path, and how to open another one."""
        self._number = number
        self.files = {path: self._seen(file) for path, file in files.items()} if number else files
        self._open = open_file
        self._opened: dict[tuple[str, str], LaunchFile | None] = {}
        self._by_name: dict[str, list[str]] = {}
        self.entered: set[str] = set()
        self.builds: dict[str, Build] | None = None
        self._known: set[str] = set()
        for path in files:
            self._by_name.setdefault(posixpath.basename(path), []).append(path)
        for path in (*files, *others):
            while path and path not in self._known:
                self._known.add(path)
                path = posixpath.dirname(path)  # noqa: PLW2901 - climbs to the root

    def exists(self, path: str) -> bool:
        """Whether the repository has a file or a folder at ``path``, as far as the audit saw it."""
        return path in self._known

    def open(self, path: str, kind: str) -> LaunchFile | None:
        """The file at ``path`` as a file of ``kind``; None where there is none."""
        known = self.files.get(path)
        if known is not None and known.kind == kind:
            return known
        key = (path, kind)
        if key not in self._opened:
            opened = None if path.startswith(("/", "../")) else self._open(path, kind)
            self._opened[key] = opened and self._seen(opened)
        return self._opened[key]

    def _seen(self, file: LaunchFile) -> LaunchFile:
        """The alternative that is seen of a file; one that has not so many stays with its last."""
        return (file, *file.alternatives)[: self._number + 1][-1]

    def named(self, name: str, kind: str) -> LaunchFile | None:
        """The only file of a kind with this name, wherever it lies."""
        found = [self.files[path] for path in self._by_name.get(name, ()) if self.files[path].kind == kind]
        return found[0] if len(found) == 1 else None


class Root(Struct):
    """Where the paths of a command lead.

    ``base`` is the folder of the repository that relative paths start from, where known. ``workdir`` is the working
    directory in a container ("" outside of one), ``copies`` what was put into the container, in order.
    """

    files: Files
    base: str = ""
    workdir: str = ""
    copies: tuple[Copied, ...] = ()
    contained: bool = False

    def candidates(self, path: str) -> list[str | LaunchFile]:
        """What ``path`` may be, the likeliest first: paths of the repository, or a file written into the image."""
        if not self.contained:
            return [self._relative(path)] if not path.startswith("/") else []
        if "/" not in path:
            folders = (*_PATH, self.workdir or "/")
            return [found for folder in folders for found in self._arrived(posixpath.join(folder, path))]
        return self._arrived(posixpath.join(self.workdir or "/", path))

    def _arrived(self, path: str) -> list[str | LaunchFile]:
        """What was put into the container at ``path``."""
        full = posixpath.normpath(path)
        found: list[str | LaunchFile] = []
        for copied in reversed(self.copies):
            target = copied.target.rstrip("/") or "/"
            if copied.content is not None:
                if full == target:
                    found.append(copied.content)
                continue
            if full == target and not copied.folder:
                found.append(copied.source)
            inside = full.removeprefix(target if target == "/" else target + "/")
            if inside != full:
                found.append(posixpath.normpath(posixpath.join(copied.source, inside)))
                # A file copied into a folder keeps its name; only existence tells a file from a folder.
                if base_name(copied.source) == inside:
                    found.append(copied.source)
        return found + self._installed(full)

    def _installed(self, path: str) -> list[str | LaunchFile]:
        """Where a file among the installed packages comes from, if it is of a package that the repository holds."""
        inside = _PACKAGES.sub("", path)
        if inside == path:
            return []
        return [posixpath.normpath(posixpath.join(self.base, folder, inside)) for folder in ("", "src")]

    def _relative(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self.base, path))

    def open(self, path: str, kind: str) -> LaunchFile | None:
        """The file that ``path`` names for a program that runs here; failing that, the only one of its name."""
        return self.certain(path, kind) or self.files.named(base_name(path), kind)

    def certain(self, path: str, kind: str) -> LaunchFile | None:
        """The file that ``path`` names for a program that runs here, by its path alone."""
        for candidate in self.candidates(path):
            if isinstance(candidate, LaunchFile):
                if candidate.kind == kind:
                    return candidate
                continue
            file = self.files.open(candidate, kind)
            if file is not None:
                return file
        return None

    def paths(self, path: str) -> list[str]:
        """The paths of the repository that ``path`` may be."""
        found = [candidate for candidate in self.candidates(path) if isinstance(candidate, str)]
        if self.contained and not posixpath.isabs(path):
            found.append(posixpath.normpath(posixpath.join(self.base, path)))
        return found
