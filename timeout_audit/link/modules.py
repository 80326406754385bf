"""Dotted module names to the files of the project, without importing anything."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable, Iterator, Mapping

_Parts = tuple[str, ...]
_GENERATED = "_pb2_grpc"
"""How modules end that are generated, and belong to the library that they are generated for wherever they lie."""
Place = tuple[str, str]
"""The folder that a module is imported from, and its file."""
Answers = dict[tuple[str, str, str], tuple[str, str] | None]
"""What imports lead to: by target, the importing folder, and a file that is not meant."""


class ModuleIndex:
    """The project's Python files by the names under which they may be imported.

    A folder is a place to import from when it holds no ``__init__.py``, or holds a ``manage.py``, or is named ``src``
    whatever it holds; ``src/app/clients.py`` answers to ``app.clients`` from anywhere, and a lone ``clients`` is
    understood from below its own folder only. What is found from none of them is looked for in the folders above
    whoever imports it: one of them may be put on the path by what starts the program.

    ``libraries`` are the top-level names of known libraries. No place in a package hides them: beside
    ``app/clients/redis.py``, too, ``redis`` means the library.
    """

    def __init__(self, paths: Iterable[str], libraries: Container[str] = ()) -> None:
        self._libraries = libraries
        self._roots: dict[str, list[tuple[_Parts, str]]] = {}
        self._folders = {""}
        self._resolved: Answers = {}
        self._packages: set[_Parts] = set()
        self._starting: set[_Parts] = set()
        modules: list[tuple[_Parts, str]] = []
        for path in paths:
            parts, is_package = _parts(path)
            if is_package and parts[-1:] != ("src",):
                self._packages.add(parts)
            if parts[-1:] == ("manage",) and not is_package:
                self._starting.add(parts[:-1])
            # A script without an ending is imported by nobody, and shadows no module of its name.
            if parts and "." in path.rpartition("/")[2]:
                modules.append((parts, path))
                self._folders.update(parts[-2:-1])
        for parts, path in modules:
            for size in self._sizes(parts):
                self._roots.setdefault(".".join(parts[size:]), []).append((parts[:size], path))

    def names(self, path: str) -> list[str]:
        """The dotted names under which one of the files may be imported, from somewhere at least."""
        parts, _ = _parts(path)
        return [".".join(parts[size:]) for size in range(len(parts))]

    def packages(self, path: str) -> Iterator[str]:
        """The files of the packages around one of the files."""
        parts, _ = _parts(path)
        around = (parts[:size] for size in range(1, len(parts)))
        return (f"{'/'.join(folder)}/__init__.py" for folder in around if folder in self._packages)

    def _sizes(self, parts: _Parts) -> Iterator[int]:
        """How many of the folders above a module are those of a place to import it from."""
        inside = False
        for size in range(len(parts)):
            folder = parts[:size]
            is_package = folder in self._packages
            inside = inside or is_package
            if inside and parts[size] in self._libraries:
                continue
            # Relative imports are made absolute by their paths, so the top is a place even where it is a package.
            if not is_package or not folder or folder in self._starting:
                yield size

    @classmethod
    def of(cls, modules: Mapping[str, Iterable[Place]], libraries: Container[str]) -> ModuleIndex:
        """An index that knows these modules alone."""
        index = cls((), libraries)
        for name, places in modules.items():
            index._roots[name] = [(tuple(folder.split("/")) if folder else (), path) for folder, path in places]
        return index

    def modules(self, paths: Container[str]) -> dict[str, list[Place]]:
        """The dotted names that some files answer to."""
        found = {}
        for name, places in self._roots.items():
            if chosen := [("/".join(root), path) for root, path in places if path in paths]:
                found[name] = chosen
        return found

    def resolve(self, target: str, importer: str) -> tuple[str, str] | None:
        """The file that a dotted import target leads to, and the dotted rest inside it; None where it leads outside.

        ``importer`` is the path of the importing file. By its lone name a file never imports itself: ``import celery``
        in ``app/celery.py`` means the library.
        """
        folder = importer.rpartition("/")[0]
        found = self._known(target, folder)
        if found is not None and found[0] == importer and _is_lone(target, found[1]):
            return self._known(target, folder, importer)
        return found

    def _known(self, target: str, folder: str, but: str = "") -> tuple[str, str] | None:
        key = (target, folder, but)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(target, folder, but)
        return self._resolved[key]

    def forget(self) -> None:
        """Give the memory back that answers so far have taken; they are found again when they are asked for."""
        self._resolved.clear()

    def answers(self) -> Answers:
        """Those since."""
        return self._resolved

    def agrees(self, answers: Answers) -> bool:
        """Whether another index, of the project as it was, would answer the same."""
        return all(self._known(*key) == found for key, found in answers.items())

    def has_folder(self, name: str) -> bool:
        """Whether some folder of that name holds modules; "" is the top."""
        return name in self._folders

    def _resolve(self, target: str, folder: str, but: str = "") -> tuple[str, str] | None:
        """``but`` is a file that is not meant."""
        if any(part.endswith(_GENERATED) for part in target.split(".")):
            return None
        first = target.partition(".")[0]
        is_known = first in self._libraries or first in sys.stdlib_module_names
        module = target
        while module:
            path = self._file(module, folder, but)
            if path is None and not is_known:
                path = self._file_above(module, folder, but)
            if path is not None:
                return path, target[len(module) + 1 :]
            module = module.rpartition(".")[0]
        return None

    def _file(self, module: str, folder: str, but: str) -> str | None:
        best: tuple[int, int, str] | None = None
        for root, path in self._roots.get(module, ()):
            near = _shared(root, folder)
            # A relative import was made absolute by its path: the root is the repository itself.
            if path == but or ("." not in module and near < len(root)):
                continue
            rank = (near, -len(root), path)
            if best is None or rank > best:
                best = rank
        return best[2] if best else None

    def _file_above(self, module: str, folder: str, but: str) -> str | None:
        """The file of a module in the nearest folder above the importer that holds one."""
        while folder:
            whole = self._roots.get(f"{folder.replace('/', '.')}.{module}", ())
            found = max((path for root, path in whole if not root and path != but), default=None)
            if found is not None:
                return found
            folder = folder.rpartition("/")[0]
        return None

    def relative(self, target: str, importer: str) -> str:
        """An import target with leading dots as a target from the repository's root."""
        dots = len(target) - len(target.lstrip("."))
        if not dots:
            return target
        folder = importer.split("/")[:-1]
        base = folder[: len(folder) - dots + 1]
        return ".".join((*base, target[dots:])) if target[dots:] else ".".join(base)


def _parts(path: str) -> tuple[_Parts, bool]:
    """The path of a module without its file's ending, and whether it is a package."""
    parts = tuple(path.removesuffix(".pyi").removesuffix(".py").split("/"))
    return (parts[:-1], True) if parts[-1] == "__init__" else (parts, False)


def _is_lone(target: str, rest: str) -> bool:
    """Whether the part of a target that leads to a file is a name without a package."""
    return "." not in target.removesuffix(f".{rest}" if rest else "")


def _shared(root: _Parts, folder: str) -> int:
    count = 0
    for one, other in zip(root, folder.split("/"), strict=False):
        if one != other:
            break
        count += 1
    return count
