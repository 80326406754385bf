"""One pass over the statements of a slice: imports, bindings, functions, classes and calls, with scope and block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import libcst as cst
from msgspec.structs import replace

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.expression import Argument, Attribute, Call, Const, Expr, Name, Opaque, Operation
from timeout_audit.model.place import Place
from timeout_audit.model.python import Binding, Block, CallSite, Class, Fate, Function, Import
from timeout_audit.readers.python.annotations import annotation
from timeout_audit.readers.python.definitions import parameters_of, targets_of
from timeout_audit.readers.python.expressions import Converter
from timeout_audit.readers.python.flow import Flow, name_of
from timeout_audit.readers.python.idle import is_idle
from timeout_audit.readers.python.imports import bound_names
from timeout_audit.readers.python.nodes import without_await
from timeout_audit.readers.python.origins import Origins
from timeout_audit.readers.python.ownership import Fates
from timeout_audit.readers.python.scopes import Met, Scope
from timeout_audit.readers.python.uses import Use, use_of

_WAITING_FOR = frozenset({"wait_for"})
_OPERATORS: dict[type[cst.CSTNode], str] = {
    cst.BitOrAssign: "|",
    cst.AddAssign: "+",
    cst.SubtractAssign: "-",
    cst.MultiplyAssign: "*",
    cst.DivideAssign: "/",
}


class Scanner(Flow):
    """Collects the facts of one module. ``package`` is the dotted package that relative imports start from."""

    def __init__(
        self, origins: Origins, vocabulary: Vocabulary, package: tuple[str, ...], openers: frozenset[str]
    ) -> None:
        super().__init__(origins)
        self._package = package
        self._fates = Fates(vocabulary, origins, openers)
        self._converter = Converter(origins, vocabulary.checks, self)
        self._scopes: set[str] = set()
        self.imports: list[Import] = []
        self.bindings: list[Binding] = []
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self.calls: list[CallSite] = []
        self.blocks: dict[str, tuple[Block, ...]] = {}

    def module(self, module: cst.Module) -> None:
        """Collect everything."""
        self._enter(Scope("", ""), module)
        # Each knows the other: a tree would stay in memory until the collector finds the circle.
        del self._converter

    # -- scopes --------------------------------------------------------------------------------------------------

    def _enter(self, scope: Scope, body: cst.Module | cst.BaseSuite, *, is_function: bool = False) -> None:
        outer, self._scope = self._scope, scope
        converter = self._converter
        converter.mentions, converter.looks = scope.mentions, scope.looks
        self._suite(body)
        self._scope = outer
        outer.mentions.update(scope.mentions)
        converter.mentions, converter.looks = outer.mentions, outer.looks
        self.blocks[scope.name] = tuple(scope.blocks)
        fates = self._fates.inside(body, is_function=is_function)
        for met in scope.calls:
            use = met.use
            fate = Fate(held=use.name, handed=True) if use.name in scope.outer else fates.of(met.node, use)
            self.calls.append(
                CallSite(met.call, scope.name, met.block, fate, use.kind == "with", use.awaited, met.within)
            )

    def _inner(self, name: str) -> str:
        """The scope of a definition here; a second one of the same name (a property's setter) gets a tick."""
        scope = self._scope
        if scope.name:
            name = f"{scope.name}.{name}" if scope.owner == scope.name else f"{scope.name}.<locals>.{name}"
        while name in self._scopes:
            name += "'"
        self._scopes.add(name)
        return name

    # -- statements ----------------------------------------------------------------------------------------------

    def _small(self, node: cst.BaseSmallStatement) -> None:
        method = _STATEMENTS.get(type(node))
        if method is not None:
            method(self, node)

    def _import(self, node: cst.Import | cst.ImportFrom) -> None:
        place, scope = self._origins.place(node), self._scope
        for local, target in bound_names(node, self._package):
            inside, block = ("", 0) if local in scope.shared else (scope.name, scope.block)
            self.imports.append(Import(local, target, inside, place, block))

    def _declare(self, node: cst.AnnAssign) -> None:
        value = self._expression(node.value, held=node.target) if node.value else None
        typed = self._annotation(node.annotation.annotation)
        kind = "assign" if value is not None else "declare"
        self._bind(node.target, value or Const(None), self._origins.place(node), kind, typed)

    def _return(self, node: cst.Return) -> None:
        self._scope.returns.append((self._expression(node.value), self._origins.place(node), self._scope.block))

    def _share(self, node: cst.Global | cst.Nonlocal) -> None:
        names = [item.name.value for item in node.names]
        self._scope.outer.update(names)
        if isinstance(node, cst.Global):
            self._scope.shared.update(names)

    def _raise(self, node: cst.Raise) -> None:
        self._expression(node.exc)
        self._expression(node.cause.item if node.cause else None)

    def _assert(self, node: cst.Assert) -> None:
        self._expression(node.test)
        self._expression(node.msg)

    def _expression_statement(self, node: cst.Expr) -> None:
        value = node.value
        if isinstance(value, (cst.SimpleString, cst.ConcatenatedString)):
            return
        if isinstance(value, cst.Yield):
            self._yield(value)
            return
        call = without_await(value)
        if isinstance(call, cst.Call):
            self._uses[id(call)] = Use("dropped", awaited=call is not value)
        self._expression(value)

    def _yield(self, node: cst.Yield) -> None:
        value = node.value.item if isinstance(node.value, cst.From) else node.value
        expression = self._expression(value) if isinstance(value, cst.BaseExpression) else Const(None)
        self._scope.yields.append((expression, self._origins.place(node), self._scope.block))
        self._scope.limits.append(self._scope.within)

    def _assign(self, node: cst.Assign) -> None:
        single = node.targets[0].target if len(node.targets) == 1 else None
        value = self._expression(node.value, held=single)
        place = self._origins.place(node)
        for target in node.targets:
            self._bind(target.target, value, place, "assign")

    def _augment(self, node: cst.AugAssign) -> None:
        value = self._expression(node.value)
        operator = _OPERATORS.get(type(node.operator), "…")
        if operator != "|":
            # A dict that grows is still the same; anything else is a new value made from the old one.
            value = Operation(operator, (self._expression(node.target), value))
        kind = "augment|" if operator == "|" else "assign"
        self._bind(node.target, value, self._origins.place(node), kind)

    def _delete(self, node: cst.Del) -> None:
        elements = node.target.elements if isinstance(node.target, cst.Tuple) else ()
        for target in [element.value for element in elements] or [node.target]:
            if isinstance(target, cst.Subscript):
                self._bind(target, Const(None), self._origins.place(node), "delete")

    def _bind(
        self, target: cst.BaseExpression, value: Expr, place: Place, kind: str, typed: Expr | None = None
    ) -> None:
        scope = self._scope
        for name, one, key in targets_of(target, value, self._expression):
            if key is not None:
                how = kind if kind == "delete" else "item"
                self.bindings.append(Binding(name, one, scope.name, place, scope.block, how, key))
            elif name in scope.shared:
                # Evaluated where it is written, seen by the whole module.
                self.bindings.append(Binding(name, one, "", place, 0, f"global {scope.name}", None, typed))
            else:
                self.bindings.append(Binding(name, one, scope.name, place, scope.block, kind, None, typed))

    # -- definitions ---------------------------------------------------------------------------------------------

    def _define(self, node: cst.FunctionDef | cst.ClassDef) -> None:
        if isinstance(node, cst.ClassDef):
            self._class(node)
        else:
            self._function(node)

    def _function(self, node: cst.FunctionDef) -> None:
        decorators = tuple(self._decorator(decorator, node.name.value) for decorator in node.decorators)
        parameters = parameters_of(node.params, self._expression, self._annotation)
        typed = self._annotation(node.returns.annotation) if node.returns else None
        outer = self._scope
        scope = Scope(self._inner(node.name.value), "")
        self._enter(scope, node.body, is_function=True)
        self.functions.append(
            Function(
                scope.name,
                node.name.value,
                outer.owner if outer.owner == outer.name else "",
                parameters,
                decorators,
                typed,
                tuple(scope.returns),
                tuple(scope.yields),
                node.asynchronous is not None,
                self._origins.place(node),
                outer.name,
                outer.block,
                scope.untouched([one.name for one in parameters]),
                scope.limiting(),
            )
        )

    def _decorator(self, node: cst.Decorator, name: str) -> Expr:
        """A decorator; one without arguments is called with the function."""
        expression = self._expression(node.decorator)
        if isinstance(expression, (Name, Attribute)):
            place = self._origins.place(node)
            place = replace(place, column=place.column + 1)
            call = Call(expression, (Argument(Name(name), None, "", place),), place)
            self.calls.append(CallSite(call, self._scope.name, self._scope.block))
        return expression

    def _class(self, node: cst.ClassDef) -> None:
        decorators = tuple(self._expression(decorator.decorator) for decorator in node.decorators)
        bases = tuple(self._expression(base.value) for base in node.bases)
        qualname = self._inner(node.name.value)
        place, outer = self._origins.place(node), self._scope.name
        self.classes.append(Class(qualname, node.name.value, bases, decorators, place, outer))
        self._enter(Scope(qualname, qualname), node.body)

    # -- expressions ---------------------------------------------------------------------------------------------

    def _expression(self, node: cst.BaseExpression | None, held: cst.BaseExpression | None = None) -> Expr:
        if node is None:
            return Const(None)
        if isinstance(node, cst.Yield):
            self._yield(node)
            return Opaque("yield")
        call = without_await(node)
        uses = use_of(node)
        if isinstance(call, cst.Call) and held is not None:
            name = held.value if isinstance(held, cst.Name) else ""
            uses[id(call)] = Use("held" if name else "handed", name, awaited=call is not node)
        for one, use in uses.items():
            # What a statement does with the whole is known already.
            self._uses.setdefault(one, use)
        return self._converter.convert(node)

    def _annotation(self, node: cst.BaseExpression) -> Expr:
        return annotation(self._converter, node)

    def on_choice(self, test: cst.BaseExpression) -> None:
        """Note what the condition of a conditional expression tells of a text, in a block of its own."""
        begins = self._told(test).begins
        if begins is not None:
            scope = self._scope
            scope.block = scope.open(Block(scope.block, scope.count(), "choice", begins=begins))

    def on_bind(self, target: cst.BaseExpression, value: Expr, node: cst.CSTNode, kind: str) -> None:
        """A name that an expression binds."""
        self._bind(target, value, self._origins.place(node), kind)

    def on_call(self, node: cst.Call, call: Call) -> None:
        """A call that may matter."""
        if is_idle(node.func):
            return
        scope = self._scope
        if name_of(call) in _WAITING_FOR:
            scope.waited_for(call)
        use = self._uses.get(id(node), Use("handed"))
        scope.calls.append(Met(node, call, scope.block, use, scope.within))


_STATEMENTS: dict[type[cst.CSTNode], Callable[[Scanner, Any], None]] = {
    cst.Import: Scanner._import,
    cst.ImportFrom: Scanner._import,
    cst.Assign: Scanner._assign,
    cst.AnnAssign: Scanner._declare,
    cst.AugAssign: Scanner._augment,
    cst.Expr: Scanner._expression_statement,
    cst.Return: Scanner._return,
    cst.Global: Scanner._share,
    cst.Nonlocal: Scanner._share,
    cst.Del: Scanner._delete,
    cst.Raise: Scanner._raise,
    cst.Assert: Scanner._assert,
}
