"""Positions of libcst nodes, measured while the tree is written out once, for the kinds of node that become facts."""

from __future__ import annotations

from itertools import accumulate
from types import TracebackType

import libcst as cst
from libcst._nodes.internal import CodegenState

from timeout_audit.model.place import Place
from timeout_audit.readers.python.slices import line_of, line_starts, original_line

_KINDS = frozenset(
    {
        cst.Call,
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
        self.state.ended[id(self.node)] = len(self.state.tokens)


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

    def record_syntactic_position(  # type: ignore[override] # a plain object is three times faster than a generator
        self, node: cst.CSTNode, **_: cst.CSTNode | None
    ) -> _Span | _Nothing:
        return _Span(self, node) if type(node) in _KINDS else _NOTHING


class Positions:
    """Where the nodes of one slice stand in their file."""

    def __init__(self, path: str, module: cst.Module, lines: tuple[int, ...]) -> None:
        self._path = path
        self._lines = lines
        state = _Measure(module)
        module._codegen(state)
        self._begun, self._ended = state.begun, state.ended
        self._offsets = list(accumulate(map(len, state.tokens), initial=0))
        self._starts = line_starts("".join(state.tokens))

    def place(self, node: cst.CSTNode) -> Place:
        """The span of a node of one of the measured kinds."""
        key = id(node)
        start_line, start_column = line_of(self._starts, self._offsets[self._begun[key]])
        end_line, end_column = line_of(self._starts, self._offsets[self._ended[key]])
        lines = self._lines
        return Place(
            self._path, original_line(lines, start_line), start_column, original_line(lines, end_line), end_column
        )
