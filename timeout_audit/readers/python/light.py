"""libcst's nodes, built from the tree of the standard library's parser: all of the code, none of its white space.

libcst makes a tree of 0.6 MB/s and takes as long again to say where its nodes stand; the standard parser makes 8 MB/s
and says both. What the two do not say alike is left to libcst itself.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import libcst as cst

from timeout_audit.readers.python.nodes import fields_of
from timeout_audit.readers.python.origins import Span
from timeout_audit.readers.python.positions import Positions, parse

_Node = TypeVar("_Node", bound=cst.CSTNode)
# From 3.12 on the parser knows where the parts of a formatted string stand.
_FORMATTED = sys.version_info >= (3, 12)
_SHOWN = re.compile(r"=\s*[}!:]")
_PLAIN = (ast.Name, ast.Attribute, ast.Constant, ast.FormattedValue, ast.JoinedStr, ast.expr_context)


class Unlike(Exception):
    """Something that libcst is to read itself."""


def maker(kind: type[_Node], *names: str) -> Callable[..., _Node]:
    """What makes nodes of a kind from the values of these fields. Other fields that hold code are empty."""
    given = tuple(getattr(kind, name).__set__ for name in names)
    empty = tuple(getattr(kind, name).__set__ for name in fields_of(kind) if name not in names)
    new = object.__new__

    def make(*values: object) -> _Node:
        node = new(kind)
        for put, value in zip(given, values, strict=True):
            put(node, value)
        for put in empty:
            put(node, None)
        return node

    return make


_arg = maker(cst.Arg, "value", "keyword", "star")
_annotation = maker(cst.Annotation, "annotation")
_as_name = maker(cst.AsName, "name")
_assign = maker(cst.Assign, "targets", "value")
_assign_target = maker(cst.AssignTarget, "target")
_attribute = maker(cst.Attribute, "value", "attr")
_binary = maker(cst.BinaryOperation, "left", "operator", "right")
_block = maker(cst.IndentedBlock, "body")
_boolean = maker(cst.BooleanOperation, "left", "operator", "right")
_call = maker(cst.Call, "func", "args")
_class = maker(cst.ClassDef, "name", "body", "bases", "keywords", "decorators")
_comparison = maker(cst.Comparison, "left", "comparisons")
_comp_for = maker(cst.CompFor, "target", "iter", "ifs", "inner_for_in", "asynchronous")
_comp_if = maker(cst.CompIf, "test")
_compared = maker(cst.ComparisonTarget, "operator", "comparator")
_decorator = maker(cst.Decorator, "decorator")
_dict_element = maker(cst.DictElement, "key", "value")
_element = maker(cst.Element, "value")
_else = maker(cst.Else, "body")
_finally = maker(cst.Finally, "body")
_for = maker(cst.For, "target", "iter", "body", "orelse", "asynchronous")
_formatted = maker(cst.FormattedString, "parts")
_formatted_value = maker(cst.FormattedStringExpression, "expression", "format_spec")
_formatted_text = maker(cst.FormattedStringText, "value")
_from = maker(cst.From, "item")
_function = maker(cst.FunctionDef, "name", "params", "body", "decorators", "returns", "asynchronous")
_if = maker(cst.If, "test", "body", "orelse")
_import_alias = maker(cst.ImportAlias, "name", "asname")
_import_from = maker(cst.ImportFrom, "module", "names", "relative")
_index = maker(cst.Index, "value")
_line = maker(cst.SimpleStatementLine, "body")
_module = maker(cst.Module, "body")
_name = maker(cst.Name, "value")
_name_item = maker(cst.NameItem, "name")
_param = maker(cst.Param, "name", "annotation", "default", "star")
_parameters = maker(cst.Parameters, "params", "star_arg", "kwonly_params", "star_kwarg", "posonly_params")
_slice = maker(cst.Slice, "lower", "upper", "step")
_star_element = maker(cst.StarredElement, "value")
_star_dict_element = maker(cst.StarredDictElement, "value")
_subscript = maker(cst.Subscript, "value", "slice")
_subscript_element = maker(cst.SubscriptElement, "slice")
_tuple = maker(cst.Tuple, "elements")
_unary = maker(cst.UnaryOperation, "operator", "expression")
_with_item = maker(cst.WithItem, "item", "asname")
_yield = maker(cst.Yield, "value")
_MAKERS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Assert: maker(cst.Assert, "test", "msg"),
    ast.Await: maker(cst.Await, "expression"),
    ast.Break: maker(cst.Break),
    ast.Continue: maker(cst.Continue),
    ast.Expr: maker(cst.Expr, "value"),
    ast.IfExp: maker(cst.IfExp, "test", "body", "orelse"),
    ast.NamedExpr: maker(cst.NamedExpr, "target", "value"),
    ast.Pass: maker(cst.Pass),
    ast.Return: maker(cst.Return, "value"),
}
_OPERATORS: dict[type[ast.AST], cst.CSTNode] = {
    kind: maker(node)()
    for kind, node in {
        ast.Add: cst.Add,
        ast.Sub: cst.Subtract,
        ast.Mult: cst.Multiply,
        ast.MatMult: cst.MatrixMultiply,
        ast.Div: cst.Divide,
        ast.Mod: cst.Modulo,
        ast.Pow: cst.Power,
        ast.LShift: cst.LeftShift,
        ast.RShift: cst.RightShift,
        ast.BitOr: cst.BitOr,
        ast.BitXor: cst.BitXor,
        ast.BitAnd: cst.BitAnd,
        ast.FloorDiv: cst.FloorDivide,
        ast.And: cst.And,
        ast.Or: cst.Or,
        ast.Not: cst.Not,
        ast.USub: cst.Minus,
        ast.UAdd: cst.Plus,
        ast.Invert: cst.BitInvert,
        ast.Eq: cst.Equal,
        ast.NotEq: cst.NotEqual,
        ast.Lt: cst.LessThan,
        ast.LtE: cst.LessThanEqual,
        ast.Gt: cst.GreaterThan,
        ast.GtE: cst.GreaterThanEqual,
        ast.Is: cst.Is,
        ast.IsNot: cst.IsNot,
        ast.In: cst.In,
        ast.NotIn: cst.NotIn,
    }.items()
}
_AUGMENTS: dict[type[ast.AST], cst.CSTNode] = {
    kind: maker(node)()
    for kind, node in {
        ast.Add: cst.AddAssign,
        ast.Sub: cst.SubtractAssign,
        ast.Mult: cst.MultiplyAssign,
        ast.MatMult: cst.MatrixMultiplyAssign,
        ast.Div: cst.DivideAssign,
        ast.Mod: cst.ModuloAssign,
        ast.Pow: cst.PowerAssign,
        ast.LShift: cst.LeftShiftAssign,
        ast.RShift: cst.RightShiftAssign,
        ast.BitOr: cst.BitOrAssign,
        ast.BitXor: cst.BitXorAssign,
        ast.BitAnd: cst.BitAndAssign,
        ast.FloorDiv: cst.FloorDivideAssign,
    }.items()
}
_AUG_ASSIGN = maker(cst.AugAssign, "target", "operator", "value")
_ASYNC = maker(cst.Asynchronous)()
_DOT = maker(cst.Dot)()
_STAR = maker(cst.ImportStar)()
_ELLIPSIS = maker(cst.Ellipsis)
_INTEGER, _FLOAT, _IMAGINARY = maker(cst.Integer, "value"), maker(cst.Float, "value"), maker(cst.Imaginary, "value")
_STRING = maker(cst.SimpleString, "value")
_COMPREHENSIONS: dict[type[ast.AST], Callable[..., cst.CSTNode]] = {
    ast.ListComp: maker(cst.ListComp, "elt", "for_in"),
    ast.SetComp: maker(cst.SetComp, "elt", "for_in"),
    ast.GeneratorExp: maker(cst.GeneratorExp, "elt", "for_in"),
}
_DICT_COMPREHENSION = maker(cst.DictComp, "key", "value", "for_in")
_COLLECTIONS: dict[type[ast.AST], Callable[..., cst.CSTNode]] = {
    ast.Tuple: _tuple,
    ast.List: maker(cst.List, "elements"),
    ast.Set: maker(cst.Set, "elements"),
}
_DICT = maker(cst.Dict, "elements")
_LAMBDA = maker(cst.Lambda, "params", "body")
_ANN_ASSIGN = maker(cst.AnnAssign, "target", "annotation", "value")
_DEL = maker(cst.Del, "target")
_RAISE = maker(cst.Raise, "exc", "cause")
_IMPORT = maker(cst.Import, "names")
_GLOBAL, _NONLOCAL = maker(cst.Global, "names"), maker(cst.Nonlocal, "names")
_WHILE = maker(cst.While, "test", "body", "orelse")
_WITH = maker(cst.With, "items", "body", "asynchronous")
_TRY = {
    "Try": (
        maker(cst.Try, "body", "handlers", "orelse", "finalbody"),
        maker(cst.ExceptHandler, "body", "type", "name"),
    ),
    "TryStar": (
        maker(cst.TryStar, "body", "handlers", "orelse", "finalbody"),
        maker(cst.ExceptStarHandler, "body", "type", "name"),
    ),
}


class Light:
    """The tree of a text, and where its nodes stand (see Origins).

    Raises:
        Unlike: where libcst is to read the text.

    """

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._ascii = text.isascii()
        self._origins: dict[int, Any] = {}
        # Spans that the standard parser does not give, or gives otherwise.
        self._spans: dict[int, Span] = {}
        # Formatted strings that libcst read: where each begins, and the places in it.
        self._kept: list[cst.Module] = []
        self._inner: list[tuple[int, int, Positions]] = []
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(text)
        except (SyntaxError, ValueError, MemoryError) as error:
            raise Unlike from error
        self.module: cst.Module = _module(self._statements(tree.body))

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

    # -- places ------------------------------------------------------------------------------------------------------

    def _span(self, tree: Any) -> Span:
        line, end = tree.lineno, tree.end_lineno
        return line, self._column(line, tree.col_offset) + 1, end, self._column(end, tree.end_col_offset) + 1

    def _column(self, line: int, offset: int) -> int:
        """The column (from 0) of an offset in bytes."""
        if self._ascii:
            return offset
        return len(self._lines[line - 1].encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "replace"))

    def _source(self, tree: Any) -> str:
        line, column, end, end_column = self._span(tree)
        if line == end:
            return self._lines[line - 1][column - 1 : end_column - 1]
        first, last = self._lines[line - 1][column - 1 :], self._lines[end - 1][: end_column - 1]
        return "\n".join((first, *self._lines[line : end - 1], last))

    def _after(self, line: int, column: int) -> tuple[str, int, int]:
        """The next character of the code at or after a place (column from 1), and where it stands."""
        while line <= len(self._lines):
            text = self._lines[line - 1]
            rest = text[column - 1 :].lstrip()
            if rest and rest[0] not in "#\\":
                return rest[0], line, len(text) - len(rest) + 1
            line, column = line + 1, 1
        raise Unlike

    def _before(self, line: int, column: int) -> tuple[str, int, int]:
        """The last character of the code before a place (column from 1), and where it stands."""
        text = self._lines[line - 1][: column - 1].rstrip()
        while not text and line > 1:
            line -= 1
            text = self._lines[line - 1].rstrip()
            if "#" in text or text.endswith("\\"):
                raise Unlike
        if not text:
            raise Unlike
        return text[-1], line, len(text)

    def _with_brackets(self, tree: ast.expr, end_of_call: tuple[int, int]) -> Span:
        """The span of an argument with the brackets around it."""
        span = self._inside(tree) if isinstance(tree, ast.GeneratorExp) else self._span(tree)
        if isinstance(tree, ast.GeneratorExp) and (tree.end_lineno, self._column(*_end(tree)) + 1) == end_of_call:
            return span  # the brackets are those of the call
        if isinstance(tree, ast.GeneratorExp):
            span = self._span(tree)
        while True:
            character, line, column = self._after(span[2], span[3])
            if character == "," or (line, column + 1) == end_of_call:
                return span
            if character != ")":
                raise Unlike
            opening, first, at = self._before(span[0], span[1])
            if opening != "(":
                raise Unlike
            span = (first, at, line, column + 1)

    def _inside(self, tree: ast.expr) -> Span:
        """The span of a generator without its brackets."""
        span = self._span(tree)
        _, line, column = self._after(span[0], span[1] + 1)
        _, end, end_column = self._before(span[2], span[3] - 1)
        return line, column, end, end_column + 1

    # -- statements --------------------------------------------------------------------------------------------------

    def _statements(self, body: Iterable[ast.stmt]) -> list[cst.CSTNode]:
        return [self._statement(one) for one in body]

    def _block(self, body: Iterable[ast.stmt]) -> cst.IndentedBlock:
        return _block(self._statements(body))

    def _statement(self, tree: ast.stmt) -> cst.CSTNode:
        compound = _COMPOUND.get(type(tree))
        if compound is not None:
            node: cst.CSTNode = compound(self, tree)
            self._origins[id(node)] = tree
            return node
        make = _SMALL.get(type(tree))
        if make is not None:
            small = make(self, tree)
        elif type(tree) in _MAKERS:
            small = self._plain(tree)
        else:
            raise Unlike
        self._origins[id(small)] = tree
        return _line([small])

    def _plain(self, tree: ast.AST) -> Any:
        return _MAKERS[type(tree)](*(self._maybe(getattr(tree, name)) for name in tree._fields))

    def _maybe(self, tree: Any) -> Any:
        return None if tree is None else self._expression(tree)

    def _assign(self, tree: ast.Assign) -> cst.CSTNode:
        targets = [_assign_target(self._expression(target)) for target in tree.targets]
        return _assign(targets, self._expression(tree.value))

    def _declare(self, tree: ast.AnnAssign) -> cst.CSTNode:
        target, typed = self._expression(tree.target), _annotation(self._expression(tree.annotation))
        return _ANN_ASSIGN(target, typed, self._maybe(tree.value))

    def _augment(self, tree: ast.AugAssign) -> cst.CSTNode:
        return _AUG_ASSIGN(self._expression(tree.target), _AUGMENTS[type(tree.op)], self._expression(tree.value))

    def _delete(self, tree: ast.Delete) -> cst.CSTNode:
        targets = [self._expression(target) for target in tree.targets]
        return _DEL(targets[0] if len(targets) == 1 else _tuple([_element(target) for target in targets]))

    def _raise(self, tree: ast.Raise) -> cst.CSTNode:
        return _RAISE(self._maybe(tree.exc), _from(self._expression(tree.cause)) if tree.cause else None)

    def _share(self, tree: ast.Global | ast.Nonlocal) -> cst.CSTNode:
        names = [_name_item(_name(name)) for name in tree.names]
        return (_GLOBAL if isinstance(tree, ast.Global) else _NONLOCAL)(names)

    def _import(self, tree: ast.Import) -> cst.CSTNode:
        return _IMPORT([_alias(alias) for alias in tree.names])

    def _import_from(self, tree: ast.ImportFrom) -> cst.CSTNode:
        star = len(tree.names) == 1 and tree.names[0].name == "*"
        names = _STAR if star else [_alias(alias) for alias in tree.names]
        return _import_from(_dotted(tree.module) if tree.module else None, names, [_DOT] * tree.level)

    def _function(self, tree: ast.FunctionDef | ast.AsyncFunctionDef) -> cst.CSTNode:
        if getattr(tree, "type_params", None):
            raise Unlike
        decorators = self._decorators(tree)
        returns = _annotation(self._expression(tree.returns)) if tree.returns else None
        parameters, body = self._parameters(tree.args), self._block(tree.body)
        is_async = _ASYNC if isinstance(tree, ast.AsyncFunctionDef) else None
        return _function(_name(tree.name), parameters, body, decorators, returns, is_async)

    def _class(self, tree: ast.ClassDef) -> cst.CSTNode:
        if getattr(tree, "type_params", None):
            raise Unlike
        bases = [
            _arg(self._expression(base.value if isinstance(base, ast.Starred) else base), None, _star(base))
            for base in tree.bases
        ]
        keywords = [
            _arg(self._expression(one.value), _name(one.arg) if one.arg else None, "" if one.arg else "**")
            for one in tree.keywords
        ]
        decorators = self._decorators(tree)
        return _class(_name(tree.name), self._block(tree.body), bases, keywords, decorators)

    def _decorators(self, tree: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[cst.CSTNode]:
        found = []
        for one in tree.decorator_list:
            node = _decorator(self._expression(one))
            line, column, end, end_column = self._span(one)
            opening, at_line, at = self._before(line, column)
            if opening != "@":
                raise Unlike
            self._spans[id(node)] = (at_line, at, end, end_column)
            found.append(node)
        return found

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
        return _parameters(params[only:], star, keywords, double, params[:only])

    def _param(self, tree: ast.arg, default: ast.expr | None, star: str) -> cst.CSTNode:
        typed = _annotation(self._expression(tree.annotation)) if tree.annotation else None
        return _param(_name(tree.arg), typed, self._maybe(default), star)

    def _if(self, tree: ast.If) -> cst.CSTNode:
        test, body, orelse = self._expression(tree.test), self._block(tree.body), None
        if len(tree.orelse) == 1 and isinstance(other := tree.orelse[0], ast.If) and self._is_elif(other):
            orelse = self._statement(other)
        elif tree.orelse:
            orelse = _else(self._block(tree.orelse))
        return _if(test, body, orelse)

    def _is_elif(self, tree: ast.If) -> bool:
        line = self._lines[tree.lineno - 1]
        return line.startswith("elif", self._column(tree.lineno, tree.col_offset))

    def _for(self, tree: ast.For | ast.AsyncFor) -> cst.CSTNode:
        target, iterated = self._expression(tree.target), self._expression(tree.iter)
        is_async = _ASYNC if isinstance(tree, ast.AsyncFor) else None
        return _for(target, iterated, self._block(tree.body), self._otherwise(tree.orelse), is_async)

    def _while(self, tree: ast.While) -> cst.CSTNode:
        return _WHILE(self._expression(tree.test), self._block(tree.body), self._otherwise(tree.orelse))

    def _otherwise(self, body: Sequence[ast.stmt]) -> cst.CSTNode | None:
        return _else(self._block(body)) if body else None

    def _with(self, tree: ast.With | ast.AsyncWith) -> cst.CSTNode:
        items = []
        for one in tree.items:
            node = _with_item(
                self._expression(one.context_expr),
                _as_name(self._expression(one.optional_vars)) if one.optional_vars else None,
            )
            if one.optional_vars is not None:
                line, column, end, end_column = self._span(one.context_expr)
                if self._after(end, end_column)[0] != "a":
                    raise Unlike
                self._spans[id(node)] = (line, column, *self._span(one.optional_vars)[2:])
            items.append(node)
        return _WITH(items, self._block(tree.body), _ASYNC if isinstance(tree, ast.AsyncWith) else None)

    def _try(self, tree: Any) -> cst.CSTNode:
        make, make_handler = _TRY[type(tree).__name__]
        body, handlers = self._block(tree.body), []
        for one in tree.handlers:
            handler = make_handler(
                self._block(one.body), self._maybe(one.type), _as_name(_name(one.name)) if one.name else None
            )
            self._origins[id(handler)] = one
            handlers.append(handler)
        final = _finally(self._block(tree.finalbody)) if tree.finalbody else None
        return make(body, handlers, self._otherwise(tree.orelse), final)

    # -- expressions -------------------------------------------------------------------------------------------------

    def _expression(self, tree: ast.expr) -> Any:
        kind = type(tree)
        if kind is ast.Name:
            node = _name(tree.id)  # type: ignore[attr-defined]
        elif (make := _EXPRESSIONS.get(kind)) is not None:
            node = make(self, tree)
        elif kind in _MAKERS:
            node = self._plain(tree)
        else:
            raise Unlike
        self._origins[id(node)] = tree
        return node

    def _attribute(self, tree: ast.Attribute) -> cst.CSTNode:
        return _attribute(self._expression(tree.value), _name(tree.attr))

    def _call(self, tree: ast.Call) -> cst.CSTNode:
        function = self._expression(tree.func)
        given: list[Any] = [*tree.args, *tree.keywords]
        if tree.keywords and any(isinstance(one, ast.Starred) for one in tree.args):
            given.sort(key=lambda one: (one.lineno, one.col_offset))
        end = (tree.end_lineno or 0, self._column(*_end(tree)) + 1) if tree.args else (0, 0)
        args = []
        for one in given:
            if isinstance(one, ast.keyword):
                arg = _arg(self._expression(one.value), _name(one.arg) if one.arg else None, "" if one.arg else "**")
                self._origins[id(arg)] = one
            elif isinstance(one, ast.Starred):
                arg = _arg(self._expression(one.value), None, "*")
                self._origins[id(arg)] = one
            else:
                arg = _arg(self._expression(one), None, "")
                self._spans[id(arg)] = self._with_brackets(one, end)
            args.append(arg)
        return _call(function, args)

    def _boolean(self, tree: ast.BoolOp) -> cst.CSTNode:
        operator = _OPERATORS[type(tree.op)]
        node = self._expression(tree.values[0])
        for value in tree.values[1:]:
            node = _boolean(node, operator, self._expression(value))
        return node  # type: ignore[no-any-return]

    def _binary(self, tree: ast.BinOp) -> cst.CSTNode:
        return _binary(self._expression(tree.left), _OPERATORS[type(tree.op)], self._expression(tree.right))

    def _unary(self, tree: ast.UnaryOp) -> cst.CSTNode:
        return _unary(_OPERATORS[type(tree.op)], self._expression(tree.operand))

    def _compare(self, tree: ast.Compare) -> cst.CSTNode:
        pairs = zip(tree.ops, tree.comparators, strict=True)
        compared = [_compared(_OPERATORS[type(operator)], self._expression(value)) for operator, value in pairs]
        return _comparison(self._expression(tree.left), compared)

    def _lambda(self, tree: ast.Lambda) -> cst.CSTNode:
        return _LAMBDA(self._parameters(tree.args), self._expression(tree.body))

    def _dict(self, tree: ast.Dict) -> cst.CSTNode:
        return _DICT(
            [
                _star_dict_element(self._expression(value))
                if key is None
                else _dict_element(self._expression(key), self._expression(value))
                for key, value in zip(tree.keys, tree.values, strict=True)
            ]
        )

    def _collection(self, tree: ast.Tuple | ast.List | ast.Set) -> cst.CSTNode:
        return _COLLECTIONS[type(tree)]([self._element(one) for one in tree.elts])

    def _element(self, tree: ast.expr) -> cst.CSTNode:
        if isinstance(tree, ast.Starred):
            return _star_element(self._expression(tree.value))
        return _element(self._expression(tree))

    def _comprehension(self, tree: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> cst.CSTNode:
        node = _COMPREHENSIONS[type(tree)](self._expression(tree.elt), self._for_in(tree.generators))
        if isinstance(tree, ast.GeneratorExp):
            self._spans[id(node)] = self._inside(tree)
        return node

    def _dict_comprehension(self, tree: ast.DictComp) -> cst.CSTNode:
        return _DICT_COMPREHENSION(
            self._expression(tree.key), self._expression(tree.value), self._for_in(tree.generators)
        )

    def _for_in(self, generators: Sequence[ast.comprehension]) -> cst.CSTNode:
        first, *rest = generators
        tests = [_comp_if(self._expression(test)) for test in first.ifs]
        inner = self._for_in(rest) if rest else None
        is_async = _ASYNC if first.is_async else None
        return _comp_for(self._expression(first.target), self._expression(first.iter), tests, inner, is_async)

    def _yield(self, tree: ast.Yield) -> cst.CSTNode:
        return _yield(self._maybe(tree.value))

    def _yield_from(self, tree: ast.YieldFrom) -> cst.CSTNode:
        return _yield(_from(self._expression(tree.value)))

    def _subscript(self, tree: ast.Subscript) -> cst.CSTNode:
        value, index = self._expression(tree.value), tree.slice
        items = [index]
        if isinstance(index, ast.Tuple):
            items = index.elts
            line, column, *_ = self._span(index)
            if not items or self._lines[line - 1].startswith("(", column - 1):
                raise Unlike
        return _subscript(value, [_subscript_element(self._index(one)) for one in items])

    def _index(self, tree: ast.expr) -> cst.CSTNode:
        if isinstance(tree, ast.Slice):
            return _slice(self._maybe(tree.lower), self._maybe(tree.upper), self._maybe(tree.step))
        return _index(self._expression(tree))

    def _constant(self, tree: ast.Constant) -> cst.CSTNode:
        value = tree.value
        if value is None or isinstance(value, bool):
            return _name(str(value))
        if isinstance(value, (str, bytes)):
            return _STRING(repr(value))
        if value is ...:
            return _ELLIPSIS()
        kind = _INTEGER if isinstance(value, int) else _FLOAT if isinstance(value, float) else _IMAGINARY
        return kind(self._source(tree))

    def _joined(self, tree: ast.JoinedStr) -> cst.CSTNode:
        if not _FORMATTED and not all(isinstance(one, _PLAIN) for one in ast.walk(tree)):
            return self._by_libcst(tree)
        if _SHOWN.search(self._source(tree)):
            return self._by_libcst(tree)
        return _formatted(self._parts(tree))

    def _parts(self, tree: ast.JoinedStr) -> list[cst.CSTNode]:
        parts: list[cst.CSTNode] = []
        for one in tree.values:
            if isinstance(one, ast.FormattedValue):
                spec = self._parts(one.format_spec) if isinstance(one.format_spec, ast.JoinedStr) else None
                parts.append(_formatted_value(self._expression(one.value), spec))
            elif isinstance(one, ast.Constant):
                parts.append(_formatted_text(str(one.value).replace("{", "{{").replace("}", "}}")))
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


def _star(tree: ast.expr) -> str:
    return "*" if isinstance(tree, ast.Starred) else ""


def _end(tree: Any) -> tuple[int, int]:
    return tree.end_lineno, tree.end_col_offset


def _alias(tree: ast.alias) -> cst.CSTNode:
    return _import_alias(_dotted(tree.name), _as_name(_name(tree.asname)) if tree.asname else None)


def _dotted(name: str) -> cst.CSTNode:
    first, *rest = name.split(".")
    node: cst.CSTNode = _name(first)
    for part in rest:
        node = _attribute(node, _name(part))
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
    **({ast.TryStar: Light._try} if sys.version_info >= (3, 11) else {}),
}
_EXPRESSIONS: dict[type[ast.AST], Callable[[Light, Any], cst.CSTNode]] = {
    ast.Attribute: Light._attribute,
    ast.Call: Light._call,
    ast.BoolOp: Light._boolean,
    ast.BinOp: Light._binary,
    ast.UnaryOp: Light._unary,
    ast.Compare: Light._compare,
    ast.Lambda: Light._lambda,
    ast.Dict: Light._dict,
    ast.Tuple: Light._collection,
    ast.List: Light._collection,
    ast.Set: Light._collection,
    ast.ListComp: Light._comprehension,
    ast.SetComp: Light._comprehension,
    ast.GeneratorExp: Light._comprehension,
    ast.DictComp: Light._dict_comprehension,
    ast.Yield: Light._yield,
    ast.YieldFrom: Light._yield_from,
    ast.Subscript: Light._subscript,
    ast.Constant: Light._constant,
    ast.JoinedStr: Light._joined,
}
