"""Expressions of the standard parser's tree as libcst's nodes."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from timeout_audit.readers.python import light_nodes as nodes
from timeout_audit.readers.python.light_places import Places, Unlike, end_of
from timeout_audit.readers.python.origins import Span
from timeout_audit.readers.python.positions import Positions, parse

# From 3.12 on the parser knows where the parts of a formatted string stand.
_FORMATTED = sys.version_info >= (3, 12)
_SHOWN = re.compile(r"=\s*[}!:]")
_PLAIN = (ast.Name, ast.Attribute, ast.Constant, ast.FormattedValue, ast.JoinedStr, ast.expr_context)


class Expressions(Places):
    """Makes nodes of expressions, and remembers where they stand."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._origins: dict[int, Any] = {}
        # Spans that the standard parser does not give, or gives otherwise.
        self._spans: dict[int, Span] = {}
        # Formatted strings that libcst read: where each begins, and the places in it.
        self._kept: list[cst.Module] = []
        self._inner: list[tuple[int, int, Positions]] = []

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node stands."""
        known = self._spans.get(id(node))
        if known is not None:
            return known
        tree = self._origins.get(id(node))
        return self._span(tree) if tree is not None else self._inside_text(node)

    def text(self, node: cst.CSTNode) -> str:
        """The source of an expression, without the brackets around it."""
        tree = self._origins.get(id(node))
        return self._source(tree) if tree is not None else cst.Module([]).code_for_node(node)

    def _inside_text(self, node: cst.CSTNode) -> Span:
        for line, column, positions in self._inner:
            if positions.holds(node):
                start, at, end, end_at = positions.span(node)
                # It was read between brackets: one more column in the first line.
                return (
                    line + start - 1,
                    at + column - 2 if start == 1 else at,
                    line + end - 1,
                    end_at + column - 2 if end == 1 else end_at,
                )
        raise Unlike

    def _expression(self, tree: ast.expr) -> Any:
        kind = type(tree)
        node: cst.CSTNode
        if kind is ast.Name:
            node = nodes.make_name(tree.id)  # type: ignore[attr-defined]
        elif (make := _EXPRESSIONS.get(kind)) is not None:
            node = make(self, tree)
        elif kind in nodes.MAKERS:
            node = self._plain(tree)
        else:
            raise Unlike
        self._origins[id(node)] = tree
        return node

    def _plain(self, tree: ast.AST) -> Any:
        return nodes.MAKERS[type(tree)](*(self._maybe(getattr(tree, name)) for name in tree._fields))

    def _maybe(self, tree: Any) -> Any:
        return None if tree is None else self._expression(tree)

    def _parameters(self, tree: ast.arguments) -> cst.CSTNode:
        ordered = [*tree.posonlyargs, *tree.args]
        defaults = [*[None] * (len(ordered) - len(tree.defaults)), *tree.defaults]
        params = [self._param(one, default, "") for one, default in zip(ordered, defaults, strict=True)]
        only = len(tree.posonlyargs)
        keywords = [
            self._param(one, default, "") for one, default in zip(tree.kwonlyargs, tree.kw_defaults, strict=True)
        ]
        star = self._param(tree.vararg, None, "*") if tree.vararg else None
        double = self._param(tree.kwarg, None, "**") if tree.kwarg else None
        return nodes.make_parameters(params[only:], star, keywords, double, params[:only])

    def _param(self, tree: ast.arg, default: ast.expr | None, star: str) -> cst.CSTNode:
        typed = nodes.make_annotation(self._expression(tree.annotation)) if tree.annotation else None
        return nodes.make_param(nodes.make_name(tree.arg), typed, self._maybe(default), star)

    def _attribute(self, tree: ast.Attribute) -> cst.CSTNode:
        return nodes.make_attribute(self._expression(tree.value), nodes.make_name(tree.attr))

    def _call(self, tree: ast.Call) -> cst.CSTNode:
        function = self._expression(tree.func)
        given: list[Any] = [*tree.args, *tree.keywords]
        if tree.keywords and any(isinstance(one, ast.Starred) for one in tree.args):
            given.sort(key=lambda one: (one.lineno, one.col_offset))
        end = (tree.end_lineno or 0, self._column(*end_of(tree)) + 1) if tree.args else (0, 0)
        args = []
        for one in given:
            if isinstance(one, ast.keyword):
                arg = nodes.make_arg(
                    self._expression(one.value), nodes.make_name(one.arg) if one.arg else None, "" if one.arg else "**"
                )
                self._origins[id(arg)] = one
            elif isinstance(one, ast.Starred):
                arg = nodes.make_arg(self._expression(one.value), None, "*")
                self._origins[id(arg)] = one
            else:
                arg = nodes.make_arg(self._expression(one), None, "")
                self._spans[id(arg)] = self._with_brackets(one, end)
            args.append(arg)
        return nodes.make_call(function, args)

    def _boolean(self, tree: ast.BoolOp) -> cst.CSTNode:
        operator = nodes.OPERATORS[type(tree.op)]
        node = self._expression(tree.values[0])
        for value in tree.values[1:]:
            node = nodes.make_boolean(node, operator, self._expression(value))
        return node  # type: ignore[no-any-return]

    def _binary(self, tree: ast.BinOp) -> cst.CSTNode:
        return nodes.make_binary(
            self._expression(tree.left), nodes.OPERATORS[type(tree.op)], self._expression(tree.right)
        )

    def _unary(self, tree: ast.UnaryOp) -> cst.CSTNode:
        return nodes.make_unary(nodes.OPERATORS[type(tree.op)], self._expression(tree.operand))

    def _compare(self, tree: ast.Compare) -> cst.CSTNode:
        pairs = zip(tree.ops, tree.comparators, strict=True)
        compared = [
            nodes.make_compared(nodes.OPERATORS[type(operator)], self._expression(value)) for operator, value in pairs
        ]
        return nodes.make_comparison(self._expression(tree.left), compared)

    def _lambda(self, tree: ast.Lambda) -> cst.CSTNode:
        return nodes.LAMBDA(self._parameters(tree.args), self._expression(tree.body))

    def _dict(self, tree: ast.Dict) -> cst.CSTNode:
        return nodes.DICT(
            [
                nodes.make_star_dict_element(self._expression(value))
                if key is None
                else nodes.make_dict_element(self._expression(key), self._expression(value))
                for key, value in zip(tree.keys, tree.values, strict=True)
            ]
        )

    def _collection(self, tree: ast.Tuple | ast.List | ast.Set) -> cst.CSTNode:
        return nodes.COLLECTIONS[type(tree)]([self._element(one) for one in tree.elts])

    def _element(self, tree: ast.expr) -> cst.CSTNode:
        if isinstance(tree, ast.Starred):
            return nodes.make_star_element(self._expression(tree.value))
        return nodes.make_element(self._expression(tree))

    def _comprehension(self, tree: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> cst.CSTNode:
        node = nodes.COMPREHENSIONS[type(tree)](self._expression(tree.elt), self._for_in(tree.generators))
        if isinstance(tree, ast.GeneratorExp):
            self._spans[id(node)] = self._inside(tree)
        return node

    def _dict_comprehension(self, tree: ast.DictComp) -> cst.CSTNode:
        return nodes.DICT_COMPREHENSION(
            self._expression(tree.key), self._expression(tree.value), self._for_in(tree.generators)
        )

    def _for_in(self, generators: Sequence[ast.comprehension]) -> cst.CSTNode:
        first, *rest = generators
        tests = [nodes.make_comp_if(self._expression(test)) for test in first.ifs]
        inner = self._for_in(rest) if rest else None
        is_async = nodes.ASYNC if first.is_async else None
        return nodes.make_comp_for(self._expression(first.target), self._expression(first.iter), tests, inner, is_async)

    def _yield(self, tree: ast.Yield) -> cst.CSTNode:
        return nodes.make_yield(self._maybe(tree.value))

    def _yield_from(self, tree: ast.YieldFrom) -> cst.CSTNode:
        return nodes.make_yield(nodes.make_from(self._expression(tree.value)))

    def _subscript(self, tree: ast.Subscript) -> cst.CSTNode:
        value, index = self._expression(tree.value), tree.slice
        items = index.elts if isinstance(index, ast.Tuple) and not self._is_in_brackets(index) else [index]
        return nodes.make_subscript(value, [nodes.make_subscript_element(self._index(one)) for one in items])

    def _is_in_brackets(self, tree: ast.Tuple) -> bool:
        """Whether a tuple has brackets of its own: ``(a, b)``, and not ``(a), b``."""
        line, column, *_ = self._span(tree)
        if not self._lines[line - 1].startswith("(", column - 1):
            return False
        return isinstance(ast.parse(f"(f{self._source(tree)})", mode="eval").body, ast.Call)

    def _index(self, tree: ast.expr) -> cst.CSTNode:
        if isinstance(tree, ast.Slice):
            return nodes.make_slice(self._maybe(tree.lower), self._maybe(tree.upper), self._maybe(tree.step))
        return nodes.make_index(self._expression(tree))

    def _constant(self, tree: ast.Constant) -> cst.CSTNode:
        value = tree.value
        if value is None or isinstance(value, bool):
            return nodes.make_name(str(value))
        if isinstance(value, (str, bytes)):
            return nodes.STRING(repr(value))
        if value is ...:
            return nodes.ELLIPSIS()
        kind = nodes.INTEGER if isinstance(value, int) else nodes.FLOAT if isinstance(value, float) else nodes.IMAGINARY
        return kind(self._source(tree))

    def _joined(self, tree: ast.JoinedStr) -> cst.CSTNode:
        if not _FORMATTED and not all(isinstance(one, _PLAIN) for one in ast.walk(tree)):
            return self._by_libcst(tree)
        if _SHOWN.search(self._source(tree)):
            return self._by_libcst(tree)
        return nodes.make_formatted(self._parts(tree))

    def _parts(self, tree: ast.JoinedStr) -> list[cst.CSTNode]:
        parts: list[cst.CSTNode] = []
        for one in tree.values:
            if isinstance(one, ast.FormattedValue):
                spec = self._parts(one.format_spec) if isinstance(one.format_spec, ast.JoinedStr) else None
                parts.append(nodes.make_formatted_value(self._expression(one.value), spec))
            elif isinstance(one, ast.Constant):
                parts.append(nodes.make_formatted_text(str(one.value).replace("{", "{{").replace("}", "}}")))
            else:
                raise Unlike
        return parts

    def _by_libcst(self, tree: ast.expr) -> cst.CSTNode:
        try:
            module = parse(f"({self._source(tree)})\n")
        except cst.ParserSyntaxError as error:
            raise Unlike from error
        line, column, *_ = self._span(tree)
        self._inner.append((line, column, Positions(module)))
        self._kept.append(module)
        node: cst.CSTNode = module.body[0].body[0].value  # type: ignore[union-attr,index]
        return node


_EXPRESSIONS: dict[type[ast.AST], Callable[[Expressions, Any], cst.CSTNode]] = {
    ast.Attribute: Expressions._attribute,
    ast.Call: Expressions._call,
    ast.BoolOp: Expressions._boolean,
    ast.BinOp: Expressions._binary,
    ast.UnaryOp: Expressions._unary,
    ast.Compare: Expressions._compare,
    ast.Lambda: Expressions._lambda,
    ast.Dict: Expressions._dict,
    ast.Tuple: Expressions._collection,
    ast.List: Expressions._collection,
    ast.Set: Expressions._collection,
    ast.ListComp: Expressions._comprehension,
    ast.SetComp: Expressions._comprehension,
    ast.GeneratorExp: Expressions._comprehension,
    ast.DictComp: Expressions._dict_comprehension,
    ast.Yield: Expressions._yield,
    ast.YieldFrom: Expressions._yield_from,
    ast.Subscript: Expressions._subscript,
    ast.Constant: Expressions._constant,
    ast.JoinedStr: Expressions._joined,
}
