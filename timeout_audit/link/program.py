"""The facts of all files of the project, and the way to ask for more of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.link.branches import WHOLE, Branches
from timeout_audit.link.modules import ModuleIndex
from timeout_audit.model.expression import Attribute, Expr, dotted
from timeout_audit.model.python import Binding, Block, CallSite, Class, Function, Import, Leads, PythonFile

Read = Callable[[str, str], "PythonFile | None"]
Find = Callable[[str], "Iterable[str]"]


class Questions(Struct, frozen=True):
    """What can be asked of files that no slice holds.

    ``symbol(path, name)`` reads the definition of a dotted symbol, ``mentions(path, name)`` the statements that mention
    a name; both are None where there are none. ``holds(path, text)`` says whether a file holds a text, ``find(text)``
    which files do; ``inheriting(name)`` gives those in which the head of a class names another one, ``importing(name)``
    those in which an import does, ``imports(path)`` the dotted targets of those of a file as they are written,
    ``packages(path)`` the files of the packages around it. ``workers(server)`` are the kinds of workers that a server
    is launched with.
    """

    symbol: Read
    mentions: Read
    holds: Callable[[str, str], bool]
    find: Find
    inheriting: Find
    importing: Find
    imports: Find
    packages: Find
    workers: Callable[[str], frozenset[str]]


_Blocked = TypeVar("_Blocked", Binding, Import, CallSite)
# What changes the dict that a name stands for, and not the name.
CHANGES = frozenset({"item", "delete", "augment|"})


class History(Struct, frozen=True):
    """The bindings of one name in one scope, in the order of their places.

    ``whole`` give it a new value, ``changes`` an item to the dict that it is; ``inner`` are variables of comprehensions
    and lambdas.
    """

    whole: tuple[Binding, ...] = ()
    changes: tuple[Binding, ...] = ()
    inner: tuple[Binding, ...] = ()


_NEVER = History()


class Module:
    """The facts of one file, indexed. They grow when a symbol is asked for that no slice held.

    ``sites`` are the calls to judge; ``calls`` are all that are known, by scope, ``named`` those of methods, by name.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, Class] = {}
        self.bindings: dict[tuple[str, str], list[Binding]] = {}
        self.imports: dict[tuple[str, str], list[Import]] = {}
        self.stars: list[Import] = []
        self.sites: list[CallSite] = []
        self.leads: Leads | None = Leads()
        self.calls: dict[str, list[CallSite]] = {}
        self.named: dict[str, list[CallSite]] = {}
        self.blocks: dict[str, tuple[Block, ...]] = {}
        self.attributes: dict[str, list[Binding]] = {}
        self._seen: set[object] = set()
        self._histories: dict[tuple[str, str], tuple[int, History]] = {}
        self._branches: dict[str, Branches] = {}
        # The blocks of a scope as they were read, with what to add to their indices.
        self._parts: dict[str, dict[tuple[Block, ...], int]] = {}

    def add(self, file: PythonFile, *, judged: bool) -> None:
        """Take facts in, skipping those already here. ``judged``: the calls in them are to be judged as waits."""
        shifts = {scope: self._add_blocks(scope, blocks) for scope, blocks in file.blocks.items()}
        for function in file.functions:
            if function.qualname not in self.functions:
                shift = shifts.get(function.scope, 0)
                moved = replace(function, block=function.block + shift) if shift and function.block else function
                self.functions[function.qualname] = moved
        for class_ in file.classes:
            self.classes.setdefault(class_.qualname, class_)
        for binding in self._fresh(file.bindings, shifts):
            self.bindings.setdefault((binding.scope, binding.target), []).append(binding)
            holder, _, attribute = binding.target.rpartition(".")
            if holder:
                self.attributes.setdefault(attribute, []).append(binding)
        for entry in self._fresh(file.imports, shifts):
            if entry.local == "*":
                self.stars.append(entry)
            self.imports.setdefault((entry.scope, entry.local), []).append(entry)
        sites = list(self._fresh(file.calls, shifts))
        if judged:
            self.sites += sites
            self.leads = file.leads
        self._add_calls(sites)

    def _add_calls(self, sites: Iterable[CallSite]) -> None:
        for site in sites:
            self.calls.setdefault(site.scope, []).append(site)
            if isinstance(site.call.function, Attribute):
                self.named.setdefault(site.call.function.name, []).append(site)

    def leads_through(self, name: str) -> bool:
        """Whether a name is known to lead to a wait, so that whoever mentions it was told."""
        return self.leads is not None and name in self.leads.names

    def may_answer(self, name: str) -> bool:
        """Whether a function of that name may give a response."""
        return self.leads is None or name in self.leads.answering

    def history(self, scope: str, name: str) -> History:
        """What happens to a name, or a dotted target, in one scope."""
        bindings = self.bindings.get((scope, name))
        if bindings is None:
            return _NEVER
        known = self._histories.get((scope, name))
        if known is None or known[0] != len(bindings):
            ordered = sorted(bindings, key=lambda one: one.place)
            history = History(
                whole=tuple(one for one in ordered if one.kind not in CHANGES and one.kind != "inner"),
                changes=tuple(one for one in ordered if one.kind in CHANGES),
                inner=tuple(one for one in ordered if one.kind == "inner"),
            )
            known = self._histories[scope, name] = (len(bindings), history)
        return known[1]

    def branches(self, scope: str) -> Branches:
        """The blocks of a scope, indexed."""
        blocks = self.blocks.get(scope)
        if blocks is None:
            return WHOLE
        known = self._branches.get(scope)
        if known is None or known.blocks is not blocks:
            known = self._branches[scope] = Branches(blocks)
        return known

    def method_around(self, scope: str) -> Function | None:
        """The nearest method in which a scope lies, or the function that is no method; None where none was read.

        A class may stand in a function: what lies in its methods is theirs, and not the function's.
        """
        function = self.functions.get(scope)
        while (function is None or not function.owner) and ".<locals>" in scope:
            scope = scope.rpartition(".<locals>")[0]
            function = self.functions.get(scope)
        return function

    def definitions(self, qualname: str) -> tuple[Function, ...]:
        """The functions that a name may stand for: the last definition, and those in branches after it.

        What an overload only declares, and the setter of a property, are no definitions of their own.
        """
        found: list[Function] = []
        while (function := self.functions.get(qualname)) is not None:
            if not any(map(_declares, function.decorators)):
                found = [*(found if function.block else ()), function]
            qualname += "'"
        return tuple(found)

    def _add_blocks(self, scope: str, blocks: tuple[Block, ...]) -> int:
        """Join the blocks of a scope that was read in parts; what to add to the indices of the new part."""
        known = self.blocks.get(scope)
        parts = self._parts.setdefault(scope, {})
        if known is None:
            self.blocks[scope] = blocks
            parts[blocks] = 0
            return 0
        if blocks in parts or len(blocks) == 1:
            return parts.get(blocks, 0)
        shift = parts[blocks] = len(known) - 1
        apart = shift << 20
        moved = (
            replace(block, parent=block.parent + shift if block.parent else 0, statement=block.statement + apart)
            for block in blocks[1:]
        )
        self.blocks[scope] = (*known, *moved)
        return shift

    def _fresh(self, facts: Iterable[_Blocked], shifts: dict[str, int]) -> Iterable[_Blocked]:
        for fact in facts:
            place = fact.call.place if isinstance(fact, CallSite) else fact.place
            name = fact.local if isinstance(fact, Import) else fact.target if isinstance(fact, Binding) else ""
            key = (type(fact), place, name)
            if key in self._seen:
                continue
            self._seen.add(key)
            shift = shifts.get(fact.scope, 0)
            yield replace(fact, block=fact.block + shift) if shift and fact.block else fact


def _declares(decorator: Expr) -> bool:
    name = (dotted(decorator) or "").rpartition(".")[2]
    return name in ("overload", "setter", "deleter")


class Program:
    """Every file of the project: its modules by path, and the import names between them.

    ``questions`` read further where an answer needs it.
    """

    def __init__(self, index: ModuleIndex, files: Iterable[PythonFile], questions: Questions) -> None:
        self._index = index
        self.modules: dict[str, Module] = {}
        self._questions = questions
        self._asked: set[tuple[str, str]] = set()
        self._holding: dict[str, frozenset[str]] = {}
        self._runs: dict[str, frozenset[str]] = {}
        for file in files:
            self.module(file.path).add(file, judged=True)

    def module(self, path: str) -> Module:
        """The module of a file, empty where nothing was read of it yet."""
        found = self.modules.get(path)
        if found is None:
            found = self.modules[path] = Module(path)
        return found

    def ask(self, path: str, symbol: str) -> bool:
        """Read the definition of a dotted symbol of a file; whether that gave anything new."""
        if (path, symbol) in self._asked:
            return False
        self._asked.add((path, symbol))
        file = self._questions.symbol(path, symbol)
        if file is None:
            return False
        self.module(path).add(file, judged=False)
        return True

    def mentioning(self, name: str) -> Iterable[Module]:
        """The modules that mention a name somewhere, each with the facts of the statements that do."""
        for path in self._questions.find(name):
            self.ask_mentions(path, name)
            yield self.module(path)

    def holds(self, path: str, text: str) -> bool:
        """Whether a file holds a text."""
        return self._questions.holds(path, text)

    def holding(self, text: str) -> frozenset[str]:
        """The files that hold a text."""
        if text not in self._holding:
            self._holding[text] = frozenset(self._questions.find(text))
        return self._holding[text]

    def inheriting(self, name: str) -> Iterable[str]:
        """The files in which the head of a class names another one."""
        return self._questions.inheriting(name)

    def workers(self, server: str) -> frozenset[str]:
        """The kinds of workers that a server is launched with; none where nothing launches it."""
        return self._questions.workers(server)

    def importing(self, name: str) -> Iterable[str]:
        """The files in which a name is part of an import."""
        return self._questions.importing(name)

    def runs(self, path: str) -> frozenset[str]:
        """The files that run before a file has: those that it imports itself, and the packages around them all."""
        if path not in self._runs:
            found = {path}
            for target in self._questions.imports(path):
                led = self.resolve(self._index.relative(target.removesuffix(".*"), path), path)
                if led is not None:
                    found.add(led[0])
            around = {package for one in found for package in self.packages(one)}
            self._runs[path] = frozenset(found | around) - {path}
        return self._runs[path]

    def packages(self, path: str) -> Iterable[str]:
        """The files of the packages around a file."""
        return self._questions.packages(path)

    def ask_mentions(self, path: str, name: str) -> None:
        """Read the statements and functions of a file that mention a name."""
        if (path, f"~{name}") not in self._asked:
            self._asked.add((path, f"~{name}"))
            file = self._questions.mentions(path, name)
            if file is not None:
                self.module(path).add(file, judged=False)

    def resolve(self, target: str, importer: str) -> tuple[str, str] | None:
        """The file and the dotted rest that an import target of ``importer`` leads to; None outside the project."""
        return self._index.resolve(target, importer)
