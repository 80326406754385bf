"""Dotted module names to the files of the project, without importing anything."""

from __future__ import annotations

from collections.abc import Iterable


class ModuleIndex:
    """The project's Python files by the names under which they may be imported.

    A folder is a place to import from when it holds no ``__init__.py``; ``src/app/clients.py`` answers to
    ``app.clients`` from anywhere, and a lone ``clients`` is understood from below its own folder only.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_last: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._packages: set[tuple[str, ...]] = set()
        self._resolved: dict[tuple[str, tuple[str, ...]], tuple[str, str] | None] = {}
        self._parts: dict[str, tuple[str, ...]] = {}
        for path in paths:
            parts = tuple(path.removesuffix(".pyi").removesuffix(".py").split("/"))
            if parts[-1] == "__init__":
                parts = parts[:-1]
                self._packages.add(parts)
            if parts:
                self._by_last.setdefault(parts[-1], []).append((parts, path))
                self._parts[path] = parts

    def resolve(self, target: str, importer: str) -> tuple[str, str] | None:
        """The file that a dotted import target leads to, and the dotted rest inside it; None where it leads outside.

        ``importer`` is the path of the importing file.
        """
        folder = tuple(importer.split("/")[:-1])
        key = (target, folder)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(target, folder)
        return self._resolved[key]

    def _resolve(self, target: str, folder: tuple[str, ...]) -> tuple[str, str] | None:
        parts = tuple(target.split("."))
        for size in range(len(parts), 0, -1):
            path = self._file(parts[:size], folder)
            if path is not None:
                return path, ".".join(parts[size:])
        return None

    def _file(self, wanted: tuple[str, ...], folder: tuple[str, ...]) -> str | None:
        best: tuple[int, int, str] | None = None
        for parts, path in self._by_last.get(wanted[-1], ()):
            root = parts[: len(parts) - len(wanted)]
            if parts[len(root) :] != wanted:
                continue
            near = _shared(root, folder)
            # A relative import was made absolute by its path: the root is the repository itself.
            if root in self._packages or (len(wanted) == 1 and near < len(root)):
                continue
            rank = (near, -len(root), path)
            if best is None or rank > best:
                best = rank
        return best[2] if best else None

    def relative(self, target: str, importer: str) -> str:
        """An import target with leading dots as a target from the repository's root."""
        dots = len(target) - len(target.lstrip("."))
        if not dots:
            return target
        folder = importer.split("/")[:-1]
        base = folder[: len(folder) - dots + 1]
        return ".".join((*base, target[dots:])) if target[dots:] else ".".join(base)


def _shared(root: tuple[str, ...], folder: tuple[str, ...]) -> int:
    count = 0
    for one, other in zip(root, folder):
        if one != other:
            break
        count += 1
    return count
