"""Which names of a file lead to a wait: the objects that are followed, and the functions and classes that hand them on.

This works on the statements that are going to be kept, before they are parsed for facts, and errs on the side of
keeping: what it names is read, what the linker makes of it is another matter.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.readers.python.extents import Unit

# Too common to be looked for on any object: only on self, and on names that are known to lead somewhere.
COMMON = frozenset(
    [
        "get",
        "post",
        "put",
        "patch",
        "delete",
        "head",
        "options",
        "request",
        "send",
        "stream",
        "fetch",
        "call",
        "run",
        "read",
        "write",
        "open",
        "close",
        "connect",
        "execute",
        "query",
        "update",
        "pop",
        "items",
        "start",
        "stop",
        "create",
        "list",
        "save",
        "load",
        "copy",
        "publish",
    ]
)


class Members:
    """The attributes of a class that are objects to follow, and its methods that wrap a wait."""

    __slots__ = ("givers", "wrappers")

    def __init__(self, givers: Iterable[str] = (), wrappers: Iterable[str] = ()) -> None:
        self.givers = set(givers)
        self.wrappers = set(wrappers)


class Carriers:
    """What is known so far of one file.

    ``targets`` maps local names to the dotted names they were imported from; ``names`` are local names worth looking
    for, ``givers`` those of them that are, or return, an object to follow. ``attributes`` and ``giver_attributes`` are
    the same for attributes. ``classes`` maps a class to its members that lead to a wait; an object of
    such a class is no object to follow itself, unless the class derives from a library's. ``received`` holds, per
    function name, the parameters that are given such an object; ``passes`` lists the same for functions of other files. ``loose``
    are attributes of things that are not followed (``state.client``).
    """

    def __init__(self, vocabulary: Vocabulary, targets: Mapping[str, str]) -> None:
        self.vocabulary = vocabulary
        self.targets = targets
        self.names: set[str] = set()
        self.givers: set[str] = set()
        self.attributes: set[str] = set()
        self.giver_attributes: set[str] = set()
        self.classes: dict[str, Members] = {}
        self.received: dict[str, set[str | int]] = {}
        self.passes: set[tuple[str, str | int]] = set()
        self.loose: set[str] = set()

    def learn(self, unit: Unit) -> None:
        """Add what a kept unit tells."""
        node = unit.node
        if isinstance(node, ast.ClassDef):
            self._learn_class(node, unit)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._learn_function(node, unit)
        else:
            self._learn_statement(node, unit)

    # -- units ---------------------------------------------------------------------------------------------------

    def _learn_class(self, node: ast.ClassDef, unit: Unit) -> None:
        for base in node.bases:
            inherited = self.classes.get(_dotted(base) or "")
            if inherited is not None:
                members = self.add_class(unit.path)
                members.givers |= inherited.givers
                members.wrappers |= inherited.wrappers
                self.attributes |= inherited.givers | inherited.wrappers
                self.giver_attributes |= inherited.givers
            if self._gives(base, frozenset()):
                self.add_class(unit.path)
                self.givers.add(unit.names[0])
        if unit.end >= (node.end_lineno or 0):
            for inner in node.body:
                self._learn_statement(inner, unit)

    def _learn_statement(self, node: ast.stmt, unit: Unit) -> None:
        owner = unit.path if unit.kind == "class" or unit.owner else ""
        for target, value, annotation in _assignments(node):
            if self._gives(value, frozenset()) or self._gives(annotation, frozenset()):
                self._add_target(target, owner)
        self._learn_calls(node, frozenset(), frozenset())

    def _learn_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, unit: Unit) -> None:
        parameters = _parameters(node)
        local = {name for name, annotation in parameters.items() if self._gives(annotation, frozenset())}
        local |= self._received_parameters(node, unit)
        owner = unit.owner.path if unit.owner else ""
        for _ in range(2):
            for target, value, annotation in _assignments(node):
                if self._gives(value, local) or self._gives(annotation, local):
                    if isinstance(target, ast.Name):
                        local.add(target.id)
                    else:
                        self._add_target(target, owner)
        for shared in _globals(node) & local:
            self._add_name(shared, giver=True)
        if self._gives(node.returns, frozenset()) or any(self._gives(value, local) for value in _results(node)):
            self._add_function(unit, giver=True)
        if self._learn_calls(node, frozenset(parameters), frozenset(local), _bases(unit)):
            self._add_function(unit, giver=False)

    def _received_parameters(self, node: ast.FunctionDef | ast.AsyncFunctionDef, unit: Unit) -> set[str]:
        names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)]
        if unit.owner and names:
            names = names[1:]
        called = unit.owner.names[0] if unit.owner and node.name == "__init__" else node.name
        wanted = self.received.get(called, set())
        everything = {arg.arg for arg in node.args.kwonlyargs} | set(names)
        found = {names[key] for key in wanted if isinstance(key, int) and key < len(names)}
        return found | {key for key in wanted if isinstance(key, str) and key in everything}

    def _learn_calls(
        self, node: ast.stmt, parameters: frozenset[str], local: frozenset[str], bases: tuple[str, ...] = ()
    ) -> bool:
        """Record the objects handed to other functions; whether a waiting call takes its bound from ``parameters``."""
        wraps = False
        for call in ast.walk(node):
            if not isinstance(call, ast.Call):
                continue
            wraps = wraps or (bool(parameters) and self._wraps(call, parameters, local))
            callees = _called(call.func, bases)
            if not callees:
                continue
            keyed: Iterator[tuple[str | int, ast.expr]] = iter(
                [*enumerate(call.args), *((keyword.arg or "", keyword.value) for keyword in call.keywords)]
            )
            for key, value in keyed:
                if key != "" and not isinstance(value, ast.Call) and self._gives(value, local):
                    for callee in callees:
                        self._hand_over(callee, key)
        return wraps

    def _hand_over(self, callee: str, key: str | int) -> None:
        first, _, rest = callee.partition(".")
        self.received.setdefault(callee.rpartition(".")[2], set()).add(key)
        if first in self.targets:
            self.passes.add((callee, key))
        elif not rest:
            self.names.add(callee)
        elif first in ("self", "cls"):
            self.attributes.add(rest)

    def _wraps(self, call: ast.Call, parameters: frozenset[str], local: frozenset[str]) -> bool:
        if not self._waits(call.func, parameters | local):
            return False
        target = self._target(call.func)
        located = target in self.vocabulary.located
        for argument in call.args:
            value = argument.value if isinstance(argument, ast.Starred) else argument
            if (isinstance(argument, ast.Starred) or located) and _mentions(value, parameters):
                return True
        return any(
            (keyword.arg is None or located or keyword.arg in self.vocabulary.keywords)
            and _mentions(keyword.value, parameters)
            for keyword in call.keywords
        )

    # -- what an expression leads to -----------------------------------------------------------------------------

    def _gives(self, node: ast.expr | None, local: frozenset[str] | set[str]) -> bool:
        """Whether an expression (or annotation) is an object to follow, its class, or a function that waits."""
        if node is None:
            return False
        if isinstance(node, (ast.Await, ast.NamedExpr, ast.Starred)):
            return self._gives(node.value, local)
        if isinstance(node, ast.IfExp):
            return self._gives(node.body, local) or self._gives(node.orelse, local)
        if isinstance(node, ast.BoolOp):
            return any(self._gives(value, local) for value in node.values)
        if isinstance(node, ast.BinOp):
            return self._gives(node.left, local) or self._gives(node.right, local)
        if isinstance(node, ast.Subscript):
            return self._gives(node.value, local) or self._gives(node.slice, local)
        if isinstance(node, ast.Tuple):
            return any(self._gives(value, local) for value in node.elts)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self._annotation_gives(node.value)
        if isinstance(node, ast.Call):
            return self._call_gives(node, local)
        return self._name_gives(node, local)

    def _annotation_gives(self, text: str) -> bool:
        try:
            parsed = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return not isinstance(parsed, ast.Constant) and self._gives(parsed, frozenset())

    def _name_gives(self, node: ast.expr, local: frozenset[str] | set[str]) -> bool:
        if isinstance(node, ast.Name) and (node.id in local or node.id in self.givers):
            return True
        if isinstance(node, ast.Attribute) and node.attr in self.giver_attributes and self._plain(node):
            return True
        if isinstance(node, ast.Attribute) and _dotted(node) in self.givers:
            return True
        target = self._target(node)
        return target is not None and self.vocabulary.is_leaf(target)

    def _plain(self, node: ast.Attribute) -> bool:
        """Whether an attribute with a common name hangs on self or a known name."""
        if node.attr not in COMMON:
            return True
        return isinstance(node.value, ast.Name) and (node.value.id in ("self", "cls") or node.value.id in self.givers)

    def _call_gives(self, node: ast.Call, local: frozenset[str] | set[str]) -> bool:
        target = self._target(node.func)
        if target is not None and self.vocabulary.is_leaf(target):
            return self.vocabulary.carries(target)
        callee = node.func
        name = callee.attr if isinstance(callee, ast.Attribute) else callee.id if isinstance(callee, ast.Name) else ""
        if name in (
            "partial",
            "partialmethod",
            "Depends",
            "cast",
            "field",
            "wraps",
            "enter_context",
            "enter_async_context",
        ):
            return any(
                self._gives(value, local) for value in (*node.args, *(keyword.value for keyword in node.keywords))
            )
        if (
            isinstance(callee, ast.Attribute)
            and isinstance(callee.value, ast.Call)
            and name in ("__enter__", "__aenter__")
        ):
            return self._gives(callee.value, local)
        return self._name_gives(callee, local)

    def _waits(self, callee: ast.expr, local: frozenset[str]) -> bool:
        """Whether a callee may lead to a wait: a known function, or anything reached through an object to follow."""
        target = self._target(callee)
        if target is not None and self.vocabulary.is_leaf(target):
            return True
        if isinstance(callee, ast.Name):
            return callee.id in self.names
        if _dotted(callee) in self.names:
            return True
        while isinstance(callee, ast.Attribute):
            if callee.attr in self.attributes:
                return True
            callee = callee.value
            if isinstance(callee, ast.Call):
                callee = callee.func
        return isinstance(callee, ast.Name) and (callee.id in local or callee.id in self.names or callee.id == "super")

    def _target(self, node: ast.expr) -> str | None:
        """The dotted library name of a chain of names, None where it does not begin with an import."""
        chain = _dotted(node)
        if chain is None:
            return None
        first, _, rest = chain.partition(".")
        target = self.targets.get(first)
        return None if target is None else f"{target}.{rest}" if rest else target

    # -- additions -----------------------------------------------------------------------------------------------

    def _add_name(self, name: str, *, giver: bool) -> None:
        self.names.add(name)
        if giver:
            self.givers.add(name)

    def _add_target(self, target: ast.expr, owner: str) -> None:
        if isinstance(target, ast.Name):
            if owner:
                self._add_attribute(target.id, owner, giver=True)
            else:
                self._add_name(target.id, giver=True)
        elif isinstance(target, ast.Attribute):
            holder = target.value
            if isinstance(holder, ast.Name) and holder.id in ("self", "cls"):
                self._add_attribute(target.attr, owner, giver=True)
            else:
                self._add_attribute(target.attr, "", giver=True)
                last = (
                    holder.attr
                    if isinstance(holder, ast.Attribute)
                    else holder.id
                    if isinstance(holder, ast.Name)
                    else ""
                )
                if last:
                    self.loose.add(f"{last}.{target.attr}")

    def _add_attribute(self, name: str, owner: str, *, giver: bool) -> None:
        self.attributes.add(name)
        if giver:
            self.giver_attributes.add(name)
        if owner:
            members = self.add_class(owner)
            (members.givers if giver else members.wrappers).add(name)

    def add_class(self, path: str) -> Members:
        """The members of a class that leads to a wait."""
        self.names.add(path.rpartition(".")[2])
        return self.classes.setdefault(path, Members())

    def _add_function(self, unit: Unit, *, giver: bool) -> None:
        name = unit.names[0]
        if unit.owner and name == "__init__":
            if not giver:
                self.add_class(unit.owner.path).wrappers.add(name)
        elif unit.owner:
            self._add_attribute(name, unit.owner.path, giver=giver)
        else:
            self._add_name(name, giver=giver)


def _dotted(node: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


def _bases(unit: Unit) -> tuple[str, ...]:
    node = unit.owner.node if unit.owner else None
    return tuple(name for base in node.bases if (name := _dotted(base))) if isinstance(node, ast.ClassDef) else ()


def _called(callee: ast.expr, bases: tuple[str, ...]) -> tuple[str, ...]:
    """The dotted names of a callee; ``super().__init__`` is the constructors of the bases."""
    if (
        isinstance(callee, ast.Attribute)
        and isinstance(callee.value, ast.Call)
        and _dotted(callee.value.func) == "super"
    ):
        return bases if callee.attr == "__init__" else (f"self.{callee.attr}",)
    name = _dotted(callee)
    return (name,) if name else ()


def _mentions(node: ast.expr, names: frozenset[str]) -> bool:
    return any(isinstance(inner, ast.Name) and inner.id in names for inner in ast.walk(node))


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, ast.expr | None]:
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    every += [arg for arg in (node.args.vararg, node.args.kwarg) if arg]
    return {arg.arg: arg.annotation for arg in every if arg.arg not in ("self", "cls")}


def _assignments(node: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr | None, ast.expr | None]]:
    """``(target, value, annotation)`` of every assignment and ``with … as`` inside a statement."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assign):
            for target in inner.targets:
                if isinstance(target, (ast.Tuple, ast.List)) and isinstance(inner.value, (ast.Tuple, ast.List)):
                    for one, value in zip(target.elts, inner.value.elts):
                        yield one, value, None
                else:
                    yield target, inner.value, None
        elif isinstance(inner, ast.AnnAssign):
            yield inner.target, inner.value, inner.annotation
        elif isinstance(inner, ast.NamedExpr):
            yield inner.target, inner.value, None
        elif isinstance(inner, ast.withitem) and inner.optional_vars is not None:
            yield inner.optional_vars, inner.context_expr, None


def _globals(node: ast.stmt) -> set[str]:
    return {name for inner in ast.walk(node) if isinstance(inner, ast.Global) for name in inner.names}


def _results(node: ast.stmt) -> Iterator[ast.expr]:
    for inner in ast.walk(node):
        if isinstance(inner, (ast.Return, ast.Yield)) and inner.value is not None:
            yield inner.value
