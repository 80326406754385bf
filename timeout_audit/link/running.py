"""Which files run in one process: those that a file imports, those that import it, and so on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from timeout_audit.link.program import Program


class Running:
    """Answers which files run where one does. A file is followed only where somebody asks for it."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._before: dict[str, frozenset[str]] = {}
        self._after: dict[str, frozenset[str]] = {}

    def before(self, path: str) -> frozenset[str]:
        """The files that run wherever a file does, itself included: what it imports, and what that imports."""
        if path not in self._before:
            self._before[path] = _closure(path, self._program.runs)
        return self._before[path]

    def after(self, path: str) -> frozenset[str]:
        """The files that a file runs for, itself included: those that import it, and those that import them."""
        if path not in self._after:
            self._after[path] = _closure(path, self.importers)
        return self._after[path]

    def importers(self, path: str) -> Iterable[str]:
        """The files that run one before them."""
        module = path.removesuffix(".py").removesuffix("/__init__")
        candidates = set(self._program.importing(module.rpartition("/")[2]))
        if module != path.removesuffix(".py"):
            candidates.update(one for one in self._program.modules if one.startswith(f"{module}/"))
        return (one for one in candidates if path in self._program.runs(one))

    def may_run_with(self, path: str, other: str) -> bool:
        """Whether a file, imported by some, may have run in a program that runs another: they meet, or share a package.

        One that only a neighbour's program imports says nothing of files that have no part in that.
        """
        if len(self.after(path)) == 1 and not self._is_named(path):
            return False
        packages = self._program.packages
        return self.may_meet(path, other) or not set(packages(path)).isdisjoint(packages(other))

    def may_meet(self, path: str, other: str) -> bool:
        """Whether a program may run both files: one that imports them, or that may import the first by its name."""
        return not self.after(path).isdisjoint(self.after(other)) or self._is_named(path)

    def _is_named(self, path: str) -> bool:
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        return "." in module and bool(self._program.holding(module) - {path})


def _closure(path: str, beside: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found, pending = {path}, [path]
    while pending:
        new = set(beside(pending.pop())) - found
        found |= new
        pending += new
    return frozenset(found)
