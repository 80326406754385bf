"""libcst's nodes, built from the tree of the standard library's parser: all of the code, none of its white space.

libcst makes a tree of 0.6 MB/s and takes as long again to say where its nodes stand; the standard parser makes 8 MB/s
and says both. What the two do not say alike is left to libcst itself.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import libcst as cst

from timeout_audit.readers.python import light_nodes as nodes
from timeout_audit.readers.python.light_expressions import Expressions
from timeout_audit.readers.python.light_places import Unlike


class Light(Expressions):
    """The tree of a text, and where its nodes stand.

    Raises:
        Unlike: where libcst is to read the text.

    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(text)
        except (SyntaxError, ValueError, MemoryError) as error:
            raise Unlike from error
        self.module: cst.Module = nodes.make_module(self._statements(tree.body))

    def _statements(self, body: Iterable[ast.stmt]) -> list[cst.CSTNode]:
        return [self._statement(one) for one in body]

    def _block(self, body: Iterable[ast.stmt]) -> cst.IndentedBlock:
        return nodes.make_block(self._statements(body))

    def _statement(self, tree: ast.stmt) -> cst.CSTNode:
        compound = _COMPOUND.get(type(tree))
        if compound is not None:
            node: cst.CSTNode = compound(self, tree)
            self._origins[id(node)] = tree
            return node
        make = _SMALL.get(type(tree))
        if make is not None:
            small = make(self, tree)
        elif type(tree) in nodes.MAKERS:
            small = self._plain(tree)
        else:
            raise Unlike
        self._origins[id(small)] = tree
        return nodes.make_line([small])

    def _assign(self, tree: ast.Assign) -> cst.CSTNode:
        targets = [nodes.make_assign_target(self._expression(target)) for target in tree.targets]
        return nodes.make_assign(targets, self._expression(tree.value))

    def _declare(self, tree: ast.AnnAssign) -> cst.CSTNode:
        target, typed = self._expression(tree.target), nodes.make_annotation(self._expression(tree.annotation))
        return nodes.ANN_ASSIGN(target, typed, self._maybe(tree.value))

    def _augment(self, tree: ast.AugAssign) -> cst.CSTNode:
        return nodes.AUG_ASSIGN(
            self._expression(tree.target), nodes.AUGMENTS[type(tree.op)], self._expression(tree.value)
        )

    def _delete(self, tree: ast.Delete) -> cst.CSTNode:
        targets = [self._expression(target) for target in tree.targets]
        return nodes.DEL(
            targets[0] if len(targets) == 1 else nodes.make_tuple([nodes.make_element(target) for target in targets])
        )

    def _raise(self, tree: ast.Raise) -> cst.CSTNode:
        return nodes.RAISE(self._maybe(tree.exc), nodes.make_from(self._expression(tree.cause)) if tree.cause else None)

    def _share(self, tree: ast.Global | ast.Nonlocal) -> cst.CSTNode:
        names = [nodes.make_name_item(nodes.make_name(name)) for name in tree.names]
        return (nodes.GLOBAL if isinstance(tree, ast.Global) else nodes.NONLOCAL)(names)

    def _import(self, tree: ast.Import) -> cst.CSTNode:
        return nodes.IMPORT([_alias(alias) for alias in tree.names])

    def _import_from(self, tree: ast.ImportFrom) -> cst.CSTNode:
        star = len(tree.names) == 1 and tree.names[0].name == "*"
        names = nodes.STAR if star else [_alias(alias) for alias in tree.names]
        return nodes.make_import_from(_dotted(tree.module) if tree.module else None, names, [nodes.DOT] * tree.level)

    def _function(self, tree: ast.FunctionDef | ast.AsyncFunctionDef) -> cst.CSTNode:
        if getattr(tree, "type_params", None):
            raise Unlike
        decorators = self._decorators(tree)
        returns = nodes.make_annotation(self._expression(tree.returns)) if tree.returns else None
        parameters, body = self._parameters(tree.args), self._block(tree.body)
        is_async = nodes.ASYNC if isinstance(tree, ast.AsyncFunctionDef) else None
        return nodes.make_function(nodes.make_name(tree.name), parameters, body, decorators, returns, is_async)

    def _class(self, tree: ast.ClassDef) -> cst.CSTNode:
        if getattr(tree, "type_params", None):
            raise Unlike
        bases = [
            nodes.make_arg(self._expression(base.value if isinstance(base, ast.Starred) else base), None, _star(base))
            for base in tree.bases
        ]
        keywords = [
            nodes.make_arg(
                self._expression(one.value), nodes.make_name(one.arg) if one.arg else None, "" if one.arg else "**"
            )
            for one in tree.keywords
        ]
        decorators = self._decorators(tree)
        return nodes.make_class(nodes.make_name(tree.name), self._block(tree.body), bases, keywords, decorators)

    def _decorators(self, tree: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[cst.CSTNode]:
        found: list[cst.CSTNode] = []
        for one in tree.decorator_list:
            node = nodes.make_decorator(self._expression(one))
            line, column, end, end_column = self._span(one)
            opening, at_line, at = self._before(line, column)
            if opening != "@":
                raise Unlike
            self._spans[id(node)] = (at_line, at, end, end_column)
            found.append(node)
        return found

    def _if(self, tree: ast.If) -> cst.CSTNode:
        test, body, orelse = self._expression(tree.test), self._block(tree.body), None
        if len(tree.orelse) == 1 and isinstance(other := tree.orelse[0], ast.If) and self._is_elif(other):
            orelse = self._statement(other)
        elif tree.orelse:
            orelse = nodes.make_else(self._block(tree.orelse))
        return nodes.make_if(test, body, orelse)

    def _is_elif(self, tree: ast.If) -> bool:
        line = self._lines[tree.lineno - 1]
        return line.startswith("elif", self._column(tree.lineno, tree.col_offset))

    def _for(self, tree: ast.For | ast.AsyncFor) -> cst.CSTNode:
        target, iterated = self._expression(tree.target), self._expression(tree.iter)
        is_async = nodes.ASYNC if isinstance(tree, ast.AsyncFor) else None
        return nodes.make_for(target, iterated, self._block(tree.body), self._otherwise(tree.orelse), is_async)

    def _while(self, tree: ast.While) -> cst.CSTNode:
        return nodes.WHILE(self._expression(tree.test), self._block(tree.body), self._otherwise(tree.orelse))

    def _otherwise(self, body: Sequence[ast.stmt]) -> cst.CSTNode | None:
        return nodes.make_else(self._block(body)) if body else None

    def _with(self, tree: ast.With | ast.AsyncWith) -> cst.CSTNode:
        items = []
        for one in tree.items:
            node = nodes.make_with_item(
                self._expression(one.context_expr),
                nodes.make_as_name(self._expression(one.optional_vars)) if one.optional_vars else None,
            )
            if one.optional_vars is not None:
                line, column, end, end_column = self._span(one.context_expr)
                if self._after(end, end_column)[0] != "a":
                    raise Unlike
                self._spans[id(node)] = (line, column, *self._span(one.optional_vars)[2:])
            items.append(node)
        return nodes.WITH(items, self._block(tree.body), nodes.ASYNC if isinstance(tree, ast.AsyncWith) else None)

    def _try(self, tree: Any) -> cst.CSTNode:
        make, make_handler = nodes.TRY[type(tree).__name__]
        body, handlers = self._block(tree.body), []
        for one in tree.handlers:
            handler = make_handler(
                self._block(one.body),
                self._maybe(one.type),
                nodes.make_as_name(nodes.make_name(one.name)) if one.name else None,
            )
            self._origins[id(handler)] = one
            handlers.append(handler)
        final = nodes.make_finally(self._block(tree.finalbody)) if tree.finalbody else None
        return make(body, handlers, self._otherwise(tree.orelse), final)


def _star(tree: ast.expr) -> str:
    return "*" if isinstance(tree, ast.Starred) else ""


def _alias(tree: ast.alias) -> cst.CSTNode:
    return nodes.make_import_alias(
        _dotted(tree.name), nodes.make_as_name(nodes.make_name(tree.asname)) if tree.asname else None
    )


def _dotted(name: str) -> cst.CSTNode:
    first, *rest = name.split(".")
    node: cst.CSTNode = nodes.make_name(first)
    for part in rest:
        node = nodes.make_attribute(node, nodes.make_name(part))
    return node


_SMALL: dict[type[ast.AST], Callable[[Light, Any], cst.CSTNode]] = {
    ast.Assign: Light._assign,
    ast.AnnAssign: Light._declare,
    ast.AugAssign: Light._augment,
    ast.Delete: Light._delete,
    ast.Raise: Light._raise,
    ast.Global: Light._share,
    ast.Nonlocal: Light._share,
    ast.Import: Light._import,
    ast.ImportFrom: Light._import_from,
}
_COMPOUND: dict[type[ast.AST], Callable[[Light, Any], cst.CSTNode]] = {
    ast.FunctionDef: Light._function,
    ast.AsyncFunctionDef: Light._function,
    ast.ClassDef: Light._class,
    ast.If: Light._if,
    ast.For: Light._for,
    ast.AsyncFor: Light._for,
    ast.While: Light._while,
    ast.With: Light._with,
    ast.AsyncWith: Light._with,
    ast.Try: Light._try,
    **({ast.TryStar: Light._try} if hasattr(ast, "TryStar") else {}),
}
