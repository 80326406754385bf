"""One pass over the statements of a slice: imports, bindings, functions, classes and calls, each with scope and block."""

from __future__ import annotations

import libcst as cst

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.expression import Attribute, Call, Const, Expr, Item, Name, Opaque, Operation
from timeout_audit.model.place import Place
from timeout_audit.model.python import Binding, Block, CallSite, Class, Function, Import, Parameter
from timeout_audit.readers.python.expressions import Converter
from timeout_audit.readers.python.nodes import dotted_name, leaves, none_test, without_await
from timeout_audit.readers.python.ownership import Fates
from timeout_audit.readers.python.positions import Positions
from timeout_audit.readers.python.uses import Use, use_of

# Calls of these never lead to a wait; leaving them out halves the facts.
_IDLE = frozenset(
    [
        "print",
        "len",
        "str",
        "int",
        "bool",
        "repr",
        "isinstance",
        "issubclass",
        "hasattr",
        "range",
        "enumerate",
        "zip",
        "sorted",
        "set",
        "list",
        "tuple",
        "min",
        "max",
        "sum",
        "any",
        "all",
        "abs",
        "round",
        "iter",
        "next",
        "id",
        "hash",
        "format",
        "type",
        "vars",
        "dir",
        "callable",
        "bytes",
        "bytearray",
        "ord",
        "chr",
        "reversed",
        "ValueError",
        "TypeError",
        "RuntimeError",
        "KeyError",
        "Exception",
        "NotImplementedError",
        "AttributeError",
        "HTTPException",
    ]
)
_IDLE_OWNERS = frozenset(
    {"logger", "logging", "log", "LOGGER", "_LOGGER", "_logger", "LOG", "json", "os", "re", "time", "datetime"}
)


# Calls that limit what happens inside them.
_LIMITING = frozenset({"timeout", "timeout_at", "fail_after", "move_on_after", "Timeout"})
_WAITING_FOR = frozenset({"wait_for"})


class Scope:
    """Where the pass stands: the dotted scope, its class, and the blocks opened in it."""

    def __init__(self, name: str, owner: str, body: cst.CSTNode) -> None:
        self.name = name
        self.owner = owner
        self.body = body
        self.blocks: list[Block] = [Block(0, 0, "scope")]
        self.block = 0
        self.returns: list[tuple[Expr, Place, int]] = []
        self.yields: list[tuple[Expr, Place, int]] = []
        self.calls: list[tuple[cst.Call, Call, int, Use, tuple[Call, ...]]] = []
        self.within: tuple[Call, ...] = ()
        self.shared: set[str] = set()


class Scanner:
    """Collects the facts of one module. ``package`` is the dotted package that relative imports start from."""

    def __init__(
        self, positions: Positions, vocabulary: Vocabulary, package: tuple[str, ...], openers: frozenset[str]
    ) -> None:
        self._positions = positions
        self._vocabulary = vocabulary
        self._package = package
        self._fates = Fates(vocabulary, positions, openers)
        self._converter = Converter(positions, self._on_call)
        self._scope = Scope("", "", cst.Module([]))
        self._uses: dict[int, Use] = {}
        self._statement = 0
        self._scopes: set[str] = set()
        self.imports: list[Import] = []
        self.bindings: list[Binding] = []
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self.calls: list[CallSite] = []
        self.blocks: dict[str, tuple[Block, ...]] = {}

    def module(self, module: cst.Module) -> None:
        """Collect everything."""
        self._enter("", "", module)

    # -- scopes --------------------------------------------------------------------------------------------------

    def _enter(
        self, name: str, owner: str, body: cst.Module | cst.BaseSuite, whole: cst.CSTNode | None = None
    ) -> Scope:
        outer, self._scope = self._scope, Scope(name, owner, whole or body)
        self._suite(body)
        scope, self._scope = self._scope, outer
        self.blocks[name] = tuple(scope.blocks)
        is_function = isinstance(whole, cst.FunctionDef)
        for node, call, block, use, within in scope.calls:
            fate = self._fates.of(node, use, body, is_function=is_function)
            self.calls.append(CallSite(call, name, block, fate, use.kind == "with", use.awaited, within))
        return scope

    def _inner(self, name: str) -> str:
        """The scope of a definition here; a second one of the same name (a property's setter) gets a tick."""
        scope = self._scope
        if scope.name:
            name = f"{scope.name}.{name}" if scope.owner == scope.name else f"{scope.name}.<locals>.{name}"
        while name in self._scopes:
            name += "'"
        self._scopes.add(name)
        return name

    def _suite(self, suite: cst.Module | cst.BaseSuite) -> None:
        for statement in suite.body:
            if isinstance(statement, cst.SimpleStatementLine):
                for small in statement.body:
                    self._small(small)
            elif isinstance(statement, cst.BaseSmallStatement):
                self._small(statement)
            elif isinstance(statement, cst.BaseCompoundStatement):
                self._compound(statement)

    def _branch(self, suite: cst.BaseSuite, kind: str, statement: int, tested: str = "", *, none: bool = False) -> None:
        scope, outer = self._scope, self._scope.block
        scope.blocks.append(Block(outer, statement, kind, tested, none, leaves(suite)))
        scope.block = len(scope.blocks) - 1
        self._suite(suite)
        scope.block = outer

    # -- statements ----------------------------------------------------------------------------------------------

    def _small(self, node: cst.BaseSmallStatement) -> None:
        if isinstance(node, (cst.Import, cst.ImportFrom)):
            self._import(node)
        elif isinstance(node, cst.Assign):
            self._assign(node)
        elif isinstance(node, cst.AnnAssign):
            value = self._expression(node.value, held=node.target) if node.value else None
            annotation = self._annotation(node.annotation.annotation)
            kind = "assign" if value is not None else "declare"
            self._bind(node.target, value or Const(None), self._positions.place(node), kind, annotation)
        elif isinstance(node, cst.AugAssign):
            value = self._expression(node.value)
            self._bind(node.target, value, self._positions.place(node), f"augment{_augmented(node)}")
        elif isinstance(node, cst.Expr):
            self._expression_statement(node)
        elif isinstance(node, cst.Return):
            self._scope.returns.append((self._expression(node.value), self._positions.place(node), self._scope.block))
        elif isinstance(node, cst.Global):
            self._scope.shared.update(item.name.value for item in node.names)
        elif isinstance(node, (cst.Raise, cst.Assert, cst.Del)):
            for value in (getattr(node, "exc", None), getattr(node, "test", None), getattr(node, "cause", None)):
                if isinstance(value, cst.BaseExpression):
                    self._expression(value)

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
        self._scope.yields.append((expression, self._positions.place(node), self._scope.block))

    def _import(self, node: cst.Import | cst.ImportFrom) -> None:
        place, scope = self._positions.place(node), self._scope
        if isinstance(node, cst.Import):
            for alias in node.names:
                name = dotted_name(alias.name)
                local = _alias(alias)
                target = name if local else name.partition(".")[0]
                self.imports.append(Import(local or target, target, scope.name, place, scope.block))
            return
        origin = dotted_name(node.module) if node.module else ""
        base = self._package[: len(self._package) - len(node.relative) + 1] if node.relative else ()
        module = ".".join((*base, origin) if origin else base)
        if isinstance(node.names, cst.ImportStar):
            self.imports.append(Import("*", module, scope.name, place, scope.block))
            return
        for alias in node.names:
            name = dotted_name(alias.name)
            target = f"{module}.{name}" if module else name
            self.imports.append(Import(_alias(alias) or name, target, scope.name, place, scope.block))

    def _assign(self, node: cst.Assign) -> None:
        single = node.targets[0].target if len(node.targets) == 1 else None
        value = self._expression(node.value, held=single)
        place = self._positions.place(node)
        for target in node.targets:
            self._bind(target.target, value, place, "assign")

    def _bind(
        self, target: cst.BaseExpression, value: Expr, place: Place, kind: str, annotation: Expr | None = None
    ) -> None:
        scope = self._scope
        if isinstance(target, (cst.Tuple, cst.List)):
            items = getattr(value, "items", ())
            for index, element in enumerate(target.elements):
                one = items[index] if len(items) == len(target.elements) else Item(value, Const(index))
                self._bind(element.value, one, place, kind)
            return
        if isinstance(target, cst.Subscript):
            holder = dotted_name(target.value)
            inside = target.slice[0].slice if len(target.slice) == 1 else None
            if holder and isinstance(inside, cst.Index):
                key = self._expression(inside.value)
                self.bindings.append(Binding(holder, value, scope.name, place, scope.block, "item", key))
            return
        name = dotted_name(target)
        if name in scope.shared:
            # Evaluated where it is written, seen by the whole module.
            self.bindings.append(Binding(name, value, "", place, 0, f"global {scope.name}", None, annotation))
        elif name:
            self.bindings.append(Binding(name, value, scope.name, place, scope.block, kind, None, annotation))

    def _compound(self, node: cst.BaseCompoundStatement) -> None:
        self._statement += 1
        number = self._statement
        if isinstance(node, cst.FunctionDef):
            self._function(node)
        elif isinstance(node, cst.ClassDef):
            self._class(node)
        elif isinstance(node, cst.If):
            self._if(node, number)
        elif isinstance(node, cst.With):
            self._with(node)
        elif isinstance(node, (cst.For, cst.While)):
            self._loop(node, number)
        elif isinstance(node, (cst.Try, cst.TryStar)):
            self._try(node, number)
        elif isinstance(node, cst.Match):
            self._expression(node.subject)
            for case in node.cases:
                self._branch(case.body, "case", number)

    def _if(self, node: cst.If, number: int) -> None:
        self._expression(node.test)
        tested, none = none_test(node.test)
        self._branch(node.body, "if", number, tested, none=none)
        if isinstance(node.orelse, cst.If):
            scope, outer = self._scope, self._scope.block
            scope.blocks.append(Block(outer, number, "else", tested, not none, leaves=False))
            scope.block = len(scope.blocks) - 1
            self._compound(node.orelse)
            scope.block = outer
        elif node.orelse is not None:
            self._branch(node.orelse.body, "else", number, tested, none=not none)

    def _with(self, node: cst.With) -> None:
        outer = self._scope.within
        for item in node.items:
            call = without_await(item.item)
            if isinstance(call, cst.Call):
                awaited = node.asynchronous is not None or call is not item.item
                self._uses[id(call)] = Use("with", awaited=awaited)
            value = self._expression(item.item)
            if isinstance(value, Call) and _name_of(value) in _LIMITING:
                self._scope.within = (*self._scope.within, value)
            if item.asname is not None and isinstance(item.asname.name, cst.BaseExpression):
                self._bind(item.asname.name, value, self._positions.place(item), "with")
        # The body of a with always runs: it is no block of its own.
        self._suite(node.body)
        self._scope.within = outer

    def _loop(self, node: cst.For | cst.While, number: int) -> None:
        if isinstance(node, cst.For):
            call = without_await(node.iter)
            if isinstance(call, cst.Call):
                self._uses[id(call)] = Use("iterated")
            value = self._expression(node.iter)
            self._bind(node.target, Item(value, Opaque("each")), self._positions.place(node), "for")
        else:
            self._expression(node.test)
        self._branch(node.body, "loop", number)
        if node.orelse is not None:
            self._branch(node.orelse.body, "else", number)

    def _try(self, node: cst.Try | cst.TryStar, number: int) -> None:
        self._branch(node.body, "try", number)
        for handler in node.handlers:
            self._branch(handler.body, "except", number)
        if node.orelse is not None:
            self._branch(node.orelse.body, "try", number)
        if node.finalbody is not None:
            self._suite(node.finalbody.body)

    # -- definitions ---------------------------------------------------------------------------------------------

    def _function(self, node: cst.FunctionDef) -> None:
        decorators = tuple(self._expression(decorator.decorator) for decorator in node.decorators)
        parameters = self._parameters(node.params)
        annotation = self._annotation(node.returns.annotation) if node.returns else None
        outer = self._scope
        qualname = self._inner(node.name.value)
        owner = outer.owner if outer.owner == outer.name else ""
        scope = self._enter(qualname, "", node.body, node)
        self.functions.append(
            Function(
                qualname,
                node.name.value,
                owner,
                parameters,
                decorators,
                annotation,
                tuple(scope.returns),
                tuple(scope.yields),
                node.asynchronous is not None,
                self._positions.place(node),
                outer.name,
            )
        )

    def _parameters(self, node: cst.Parameters) -> tuple[Parameter, ...]:
        found = [self._parameter(parameter, "positional") for parameter in node.posonly_params]
        found += [self._parameter(parameter, "") for parameter in node.params]
        if isinstance(node.star_arg, cst.Param):
            found.append(self._parameter(node.star_arg, "*"))
        found += [self._parameter(parameter, "keyword") for parameter in node.kwonly_params]
        if node.star_kwarg:
            found.append(self._parameter(node.star_kwarg, "**"))
        return tuple(found)

    def _parameter(self, node: cst.Param, kind: str) -> Parameter:
        default = self._expression(node.default) if node.default else None
        annotation = self._annotation(node.annotation.annotation) if node.annotation else None
        return Parameter(node.name.value, kind, default, annotation)

    def _class(self, node: cst.ClassDef) -> None:
        decorators = tuple(self._expression(decorator.decorator) for decorator in node.decorators)
        bases = tuple(self._expression(base.value) for base in node.bases)
        qualname = self._inner(node.name.value)
        place, outer = self._positions.place(node), self._scope.name
        self.classes.append(Class(qualname, node.name.value, bases, decorators, place, outer))
        self._enter(qualname, qualname, node.body)

    # -- expressions ---------------------------------------------------------------------------------------------

    def _expression(self, node: cst.BaseExpression | None, held: cst.BaseExpression | None = None) -> Expr:
        if node is None:
            return Const(None)
        if isinstance(node, cst.Yield):
            self._yield(node)
            return Opaque("yield")
        call = without_await(node)
        if isinstance(call, cst.Call) and held is not None and id(call) not in self._uses:
            name = held.value if isinstance(held, cst.Name) else ""
            self._uses[id(call)] = Use("held" if name else "handed", name, awaited=call is not node)
        elif id(call) not in self._uses:
            self._uses.update(use_of(node))
        return self._converter.convert(node)

    def _annotation(self, node: cst.BaseExpression) -> Expr:
        if isinstance(node, cst.SimpleString):
            try:
                return self._quoted(node)
            except (cst.ParserSyntaxError, RecursionError):
                return Opaque("")
        return self._converter.convert(node)

    def _quoted(self, node: cst.SimpleString) -> Expr:
        inner = cst.parse_expression(node.value.strip("\"'"))
        return Name(inner.value) if isinstance(inner, cst.Name) else _names_only(inner)

    def _on_call(self, node: cst.Call, call: Call) -> None:
        callee = node.func
        if isinstance(callee, cst.Name) and callee.value in _IDLE:
            return
        if (
            isinstance(callee, cst.Attribute)
            and isinstance(callee.value, cst.Name)
            and callee.value.value in _IDLE_OWNERS
        ):
            return
        use = self._uses.get(id(node), Use("handed"))
        if _name_of(call) in _WAITING_FOR:
            self._wait_for(call)
        self._scope.calls.append((node, call, self._scope.block, use, self._scope.within))

    def _wait_for(self, call: Call) -> None:
        """The calls among its arguments are awaited inside this one."""
        inner = {argument.value for argument in call.arguments if isinstance(argument.value, Call)}
        calls = self._scope.calls
        for index, (node, given, block, use, within) in enumerate(calls):
            if given in inner:
                calls[index] = (node, given, block, Use(use.kind, use.name, awaited=True), (*within, call))


def _names_only(node: cst.CSTNode) -> Expr:
    """An annotation in quotes: chains of names, subscripts and unions; no positions are needed."""
    if isinstance(node, cst.Name):
        return Name(node.value)
    if isinstance(node, cst.Attribute):
        return Attribute(_names_only(node.value), node.attr.value)
    if isinstance(node, cst.BinaryOperation):
        return Operation("|", (_names_only(node.left), _names_only(node.right)))
    if isinstance(node, cst.Subscript) and node.slice and isinstance(node.slice[0].slice, cst.Index):
        return Item(_names_only(node.value), _names_only(node.slice[0].slice.value))
    return Opaque("")


def _name_of(call: Call) -> str:
    function = call.function
    return function.name if isinstance(function, Attribute) else function.id if isinstance(function, Name) else ""


def _alias(alias: cst.ImportAlias) -> str:
    return alias.asname.name.value if alias.asname and isinstance(alias.asname.name, cst.Name) else ""


def _augmented(node: cst.AugAssign) -> str:
    return (
        "|" if isinstance(node.operator, cst.BitOrAssign) else "+" if isinstance(node.operator, cst.AddAssign) else ""
    )
