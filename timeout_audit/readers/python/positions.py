"""Positions of libcst nodes, measured while the tree is written out once, for the kinds of node that become facts."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from types import TracebackType

import libcst as cst
from libcst._nodes.internal import CodegenState

from timeout_audit.readers.python.origins import Span

_KINDS = frozenset(
    {
        cst.Call,
        cst.Comparison,
        cst.Decorator,
        cst.Arg,
        cst.Assign,
        cst.AnnAssign,
        cst.AugAssign,
        cst.FunctionDef,
        cst.ClassDef,
        cst.Return,
        cst.Raise,
        cst.Yield,
        cst.Import,
        cst.ImportFrom,
        cst.NamedExpr,
        cst.WithItem,
        cst.For,
        cst.If,
        cst.Del,
        cst.Break,
        cst.Continue,
        cst.Dict,
        cst.ListComp,
        cst.SetComp,
        cst.GeneratorExp,
        cst.DictComp,
        cst.Lambda,
        cst.ExceptHandler,
    }
)


# The comments and lines after their last statement are no part of them.
_COMPOUND = (cst.BaseCompoundStatement, cst.ExceptHandler, cst.ExceptStarHandler)


class _Span:
    __slots__ = ("node", "state")

    def __init__(self, state: _Measure, node: cst.CSTNode) -> None:
        self.state = state
        self.node = node

    def __enter__(self) -> None:
        self.state.begun[id(self.node)] = len(self.state.tokens)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        whole = isinstance(self.node, _COMPOUND)
        self.state.ended[id(self.node)] = self.state.code if whole else len(self.state.tokens)


class _Nothing:
    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


_NOTHING = _Nothing()


class _Measure(CodegenState):
    def __init__(self, module: cst.Module) -> None:
        super().__init__(default_indent=module.default_indent, default_newline=module.default_newline)
        self.begun: dict[int, int] = {}
        self.ended: dict[int, int] = {}
        self.code = 0

    def add_token(self, value: str) -> None:
        """Write a token. ``code`` is the number of tokens up to the last that is no comment or white space."""
        self.tokens.append(value)
        if not (value.isspace() or value.startswith("#") or not value):
            self.code = len(self.tokens)

    def record_syntactic_position(  # type: ignore[override] # a plain object is three times faster than a generator
        self, node: cst.CSTNode, **_: cst.CSTNode | None
    ) -> _Span | _Nothing:
        return _Span(self, node) if type(node) in _KINDS else _NOTHING


class Positions:
    """Where the nodes of a tree of libcst's stand in its text."""

    def __init__(self, module: cst.Module) -> None:
        state = _Measure(module)
        module._codegen(state)
        self._begun, self._ended = state.begun, state.ended
        self._offsets = list(accumulate(map(len, state.tokens), initial=0))
        self._starts = line_starts("".join(state.tokens))

    def span(self, node: cst.CSTNode) -> Span:
        """The span of a node of one of the measured kinds."""
        start, end = self._offsets[self._begun[id(node)]], self._offsets[self._ended[id(node)]]
        return (*line_of(self._starts, start), *line_of(self._starts, end))

    def holds(self, node: cst.CSTNode) -> bool:
        """Whether a node of one of the measured kinds is of this tree."""
        return id(node) in self._begun

    def text(self, node: cst.CSTNode) -> str:
        """The source of an expression, without the brackets around it."""
        if not isinstance(node, (cst.Tuple, cst.GeneratorExp)) and getattr(node, "lpar", None):
            node = node.with_changes(lpar=(), rpar=())
        return _PLAIN.code_for_node(node)


_PLAIN = cst.Module([])


def parse(text: str) -> cst.Module:
    """The tree of a text. Its nodes are not checked one by one, as those that somebody else makes: a third of the time.

    Raises:
        ParserSyntaxError: where it is no Python.

    """
    check = cst.CSTNode.__post_init__
    cst.CSTNode.__post_init__ = _nothing  # type: ignore[assignment,method-assign]
    try:
        return cst.parse_module(text)
    finally:
        cst.CSTNode.__post_init__ = check  # type: ignore[method-assign]


def _nothing(node: cst.CSTNode) -> None:
    """The check of a node that the parser made: it is right."""


def line_starts(text: str) -> list[int]:
    """Offsets of the beginnings of lines."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


def line_of(starts: list[int], offset: int) -> tuple[int, int]:
    """Line and column (from 1) of an offset."""
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1
