"""What a file calls a thing of another module, and the import that it would need for it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

import libcst as cst

from timeout_audit.fix.part import Need
from timeout_audit.fix.python.tree import Tree
from timeout_audit.fix.refusal import Refusal
from timeout_audit.model.text import msg
from timeout_audit.readers.python.nodes import children, dotted_name

Statement = cst.Import | cst.ImportFrom
_SCOPES = (cst.FunctionDef, cst.ClassDef, cst.Lambda)


class Names:
    """The names of one file.

    ``statements`` are the imports that run whenever the module does, ``conditional`` those that a ``try`` or ``if``
    of the module may leave out.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        every = list(_imports(tree.module))
        self.statements = [one for one in every if isinstance(tree.parent(tree.line(one)), cst.Module)]
        self.conditional = [one for one in every if one not in self.statements]
        self._imported = {full: local for one in every for full, local in self._names(one)}
        self._bound = {name: tree.span(node)[0] for name, node in _bound(tree.module)}

    def called(self, dotted: str, at: cst.CSTNode) -> tuple[str, Need | None]:
        """What a dotted name is called where ``at`` stands, and the import that it takes: None where it is there.

        Raises:
            Refusal: where the name means something else there, or is imported elsewhere for a reason.

        """
        local, need = self._found(dotted, at)
        first = local.partition(".")[0]
        inner = self._tree.above(at, cst.FunctionDef)
        while inner is not None:
            if any(name == first for name, _ in _bound(inner.body)) or first in _parameters(inner):
                raise Refusal(msg("{name} means something else here", name=first))
            inner = self._tree.above(inner, cst.FunctionDef)
        return local, need

    def module_of(self, statement: cst.ImportFrom) -> str:
        """The absolute name of the module that a from-import names, as far as its file's path tells."""
        named = dotted_name(statement.module) if statement.module is not None else ""
        if not statement.relative:
            return named
        folder = posixpath.dirname(self._tree.document.path)
        for _ in statement.relative[1:]:
            folder = posixpath.dirname(folder)
        return ".".join(filter(None, (folder.replace("/", "."), named)))

    def _found(self, dotted: str, at: cst.CSTNode) -> tuple[str, Need | None]:
        owner, _, name = dotted.rpartition(".")
        if self._is_own(owner) and name in self._bound:
            above = self._tree.above(at, cst.FunctionDef)
            if above is None and self._bound[name] > self._tree.span(at)[0]:
                raise Refusal(msg("{name} is defined further below", name=name))
            return name, None
        known = next((local for full, local in self._imported.items() if _same(full, dotted)), None)
        if known is not None:
            return known, None
        if owner in self._imported:
            return f"{self._imported[owner]}.{name}", None
        self._certain(owner, at)
        return self._needed(dotted, owner, name)

    def _certain(self, owner: str, at: cst.CSTNode) -> None:
        """Refuse a new import for a call of what may not be there; beside what may not be there either, it is fine."""
        node = at if isinstance(at, cst.Call) else self._tree.above(at, cst.Call)
        root = dotted_name(node.func).partition(".")[0] if isinstance(node, cst.Call) else ""
        beside = any(root_of(one) == owner.partition(".")[0] for one in self.conditional)
        called = {local for one in self.conditional for _, local in self._names(one)}
        if root in called and not beside:
            raise Refusal(msg("{name} is imported under a condition here", name=root))

    def _needed(self, dotted: str, owner: str, name: str) -> tuple[str, Need]:
        root = owner.partition(".")[0]
        if any(full.partition(".")[0] == root for one in _inner(self._tree.module) for full, _ in self._names(one)):
            raise Refusal(msg("{name} is imported inside functions here", name=root))
        every = (*self.statements, *self.conditional)
        beside = any(isinstance(one, cst.ImportFrom) and self.module_of(one) == owner for one in every)
        need = Need(owner, name) if beside or "." in owner else Need(owner)
        if (name if need.name else owner) in self._bound:
            raise Refusal(msg("{name} means something else here", name=name if need.name else owner))
        return (name if need.name else dotted), need

    def _is_own(self, module: str) -> bool:
        """Whether this file is the module."""
        path = self._tree.document.path.removesuffix(".py").removesuffix("/__init__")
        return f"/{path}".endswith("/" + module.replace(".", "/"))

    def _names(self, statement: Statement) -> Iterator[tuple[str, str]]:
        """The dotted names that an import makes known, each with what it is called."""
        if isinstance(statement, cst.Import):
            for alias in statement.names:
                full = dotted_name(alias.name)
                yield full, alias.evaluated_alias or full
        elif not isinstance(statement.names, cst.ImportStar):
            for alias in statement.names:
                name = dotted_name(alias.name)
                yield f"{self.module_of(statement)}.{name}", alias.evaluated_alias or name


def root_of(statement: Statement) -> str:
    """The top-level module that an import names; "" for one that is relative to the file."""
    if isinstance(statement, cst.Import):
        return dotted_name(statement.names[0].name).partition(".")[0]
    if statement.relative or statement.module is None:
        return ""
    return dotted_name(statement.module).partition(".")[0]


def _same(full: str, dotted: str) -> bool:
    """Whether an imported name is the wanted one; a path may begin above the package."""
    return full == dotted or full.endswith(f".{dotted}")


def _walk(node: cst.CSTNode, *, into: bool) -> Iterator[cst.CSTNode]:
    """The statements below a node; ``into`` functions and classes as well."""
    for child in children(node):
        yield child
        if into or not isinstance(child, _SCOPES):
            yield from _walk(child, into=into)


def _imports(module: cst.Module) -> Iterator[Statement]:
    """The imports that the module runs, perhaps under a condition; those for type checkers are none."""
    for line in module.body:
        if isinstance(line, cst.If) and "TYPE_CHECKING" in dotted_name(line.test):
            continue
        yield from (one for one in _walk(line, into=False) if isinstance(one, (cst.Import, cst.ImportFrom)))


def _inner(module: cst.Module) -> Iterator[Statement]:
    """The imports that functions run."""
    outer = {id(one) for one in _walk(module, into=False)}
    for node in _walk(module, into=True):
        if isinstance(node, (cst.Import, cst.ImportFrom)) and id(node) not in outer:
            yield node


def _bound(body: cst.CSTNode) -> Iterator[tuple[str, cst.CSTNode]]:
    """The names that statements bind, as far as a glance tells."""
    for node in _walk(body, into=False):
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            yield node.name.value, node
        elif isinstance(node, (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.CompFor)):
            yield from ((name, node) for name in _targets(node.target))
        elif isinstance(node, (cst.AsName, cst.NamedExpr)):
            target = node.name if isinstance(node, cst.AsName) else node.target
            yield from ((name, node) for name in _targets(target))


def _targets(target: cst.CSTNode) -> Iterator[str]:
    if isinstance(target, cst.Name):
        yield target.value
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _targets(element.value)


def _parameters(function: cst.FunctionDef) -> set[str]:
    return {node.name.value for node in _walk(function.params, into=False) if isinstance(node, cst.Param)}
