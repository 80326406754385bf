"""How libcst's nodes are made without its parser, and which are made for which of the standard parser's."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeVar

import libcst as cst

from timeout_audit.readers.python.nodes import fields_of

_Node = TypeVar("_Node", bound=cst.CSTNode)


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


make_arg = maker(cst.Arg, "value", "keyword", "star")
make_annotation = maker(cst.Annotation, "annotation")
make_as_name = maker(cst.AsName, "name")
make_assign = maker(cst.Assign, "targets", "value")
make_assign_target = maker(cst.AssignTarget, "target")
make_attribute = maker(cst.Attribute, "value", "attr")
make_binary = maker(cst.BinaryOperation, "left", "operator", "right")
make_block = maker(cst.IndentedBlock, "body")
make_boolean = maker(cst.BooleanOperation, "left", "operator", "right")
make_call = maker(cst.Call, "func", "args")
make_class = maker(cst.ClassDef, "name", "body", "bases", "keywords", "decorators")
make_comparison = maker(cst.Comparison, "left", "comparisons")
make_comp_for = maker(cst.CompFor, "target", "iter", "ifs", "inner_for_in", "asynchronous")
make_comp_if = maker(cst.CompIf, "test")
make_compared = maker(cst.ComparisonTarget, "operator", "comparator")
make_decorator = maker(cst.Decorator, "decorator")
make_dict_element = maker(cst.DictElement, "key", "value")
make_element = maker(cst.Element, "value")
make_else = maker(cst.Else, "body")
make_finally = maker(cst.Finally, "body")
make_for = maker(cst.For, "target", "iter", "body", "orelse", "asynchronous")
make_formatted = maker(cst.FormattedString, "parts")
make_formatted_value = maker(cst.FormattedStringExpression, "expression", "format_spec")
make_formatted_text = maker(cst.FormattedStringText, "value")
make_from = maker(cst.From, "item")
make_function = maker(cst.FunctionDef, "name", "params", "body", "decorators", "returns", "asynchronous")
make_if = maker(cst.If, "test", "body", "orelse")
make_import_alias = maker(cst.ImportAlias, "name", "asname")
make_import_from = maker(cst.ImportFrom, "module", "names", "relative")
make_index = maker(cst.Index, "value")
make_line = maker(cst.SimpleStatementLine, "body")
make_module = maker(cst.Module, "body")
make_name = maker(cst.Name, "value")
make_name_item = maker(cst.NameItem, "name")
make_param = maker(cst.Param, "name", "annotation", "default", "star")
make_parameters = maker(cst.Parameters, "params", "star_arg", "kwonly_params", "star_kwarg", "posonly_params")
make_slice = maker(cst.Slice, "lower", "upper", "step")
make_star_element = maker(cst.StarredElement, "value")
make_star_dict_element = maker(cst.StarredDictElement, "value")
make_subscript = maker(cst.Subscript, "value", "slice")
make_subscript_element = maker(cst.SubscriptElement, "slice")
make_tuple = maker(cst.Tuple, "elements")
make_unary = maker(cst.UnaryOperation, "operator", "expression")
make_with_item = maker(cst.WithItem, "item", "asname")
make_yield = maker(cst.Yield, "value")
MAKERS: dict[type[ast.AST], Callable[..., Any]] = {
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
_OPERATORS: dict[type[ast.AST], Any] = {
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
}
_AUGMENTS: dict[type[ast.AST], Any] = {
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
}
OPERATORS = {kind: maker(node)() for kind, node in _OPERATORS.items()}
AUGMENTS = {kind: maker(node)() for kind, node in _AUGMENTS.items()}
AUG_ASSIGN = maker(cst.AugAssign, "target", "operator", "value")
ASYNC = maker(cst.Asynchronous)()
DOT = maker(cst.Dot)()
STAR = maker(cst.ImportStar)()
ELLIPSIS = maker(cst.Ellipsis)
INTEGER, FLOAT, IMAGINARY = maker(cst.Integer, "value"), maker(cst.Float, "value"), maker(cst.Imaginary, "value")
STRING = maker(cst.SimpleString, "value")
COMPREHENSIONS: dict[type[ast.AST], Callable[..., cst.CSTNode]] = {
    ast.ListComp: maker(cst.ListComp, "elt", "for_in"),
    ast.SetComp: maker(cst.SetComp, "elt", "for_in"),
    ast.GeneratorExp: maker(cst.GeneratorExp, "elt", "for_in"),
}
DICT_COMPREHENSION = maker(cst.DictComp, "key", "value", "for_in")
COLLECTIONS: dict[type[ast.AST], Callable[..., cst.CSTNode]] = {
    ast.Tuple: make_tuple,
    ast.List: maker(cst.List, "elements"),
    ast.Set: maker(cst.Set, "elements"),
}
DICT = maker(cst.Dict, "elements")
LAMBDA = maker(cst.Lambda, "params", "body")
ANN_ASSIGN = maker(cst.AnnAssign, "target", "annotation", "value")
DEL = maker(cst.Del, "target")
RAISE = maker(cst.Raise, "exc", "cause")
IMPORT = maker(cst.Import, "names")
GLOBAL, NONLOCAL = maker(cst.Global, "names"), maker(cst.Nonlocal, "names")
WHILE = maker(cst.While, "test", "body", "orelse")
WITH = maker(cst.With, "items", "body", "asynchronous")
TRY = {
    "Try": (
        maker(cst.Try, "body", "handlers", "orelse", "finalbody"),
        maker(cst.ExceptHandler, "body", "type", "name"),
    ),
    "TryStar": (
        maker(cst.TryStar, "body", "handlers", "orelse", "finalbody"),
        maker(cst.ExceptStarHandler, "body", "type", "name"),
    ),
}
