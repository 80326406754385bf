"""The syntax tree of one file, with the offsets of every node in its text."""

from __future__ import annotations

import ast
import warnings
from contextlib import suppress
from itertools import accumulate
from types import TracebackType
from typing import TypeVar

import libcst as cst
from libcst._nodes.internal import CodegenState

from timeout_audit.fix.document import Document
from timeout_audit.model.place import Place
from timeout_audit.readers.python.nodes import children

_Node = TypeVar("_Node", bound=cst.CSTNode)


class _Span:
    """Notes where a node starts and ends while it is written out; some take over a start or an end from a child."""

    __slots__ = ("first", "last", "node", "state")

    def __init__(self, state: _Measure, node: cst.CSTNode, first: cst.CSTNode | None, last: cst.CSTNode | None) -> None:
        self.state = state
        self.node = node
        self.first = first
        self.last = last

    def __enter__(self) -> None:
        self.state.begun[id(self.node)] = len(self.state.tokens)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        begun, ended = self.state.begun, self.state.ended
        begun[id(self.node)] = begun.get(id(self.first), begun[id(self.node)])
        ended[id(self.node)] = ended.get(id(self.last), len(self.state.tokens))


class _Measure(CodegenState):
    def __init__(self, module: cst.Module) -> None:
        super().__init__(default_indent=module.default_indent, default_newline=module.default_newline)
        self.begun: dict[int, int] = {}
        self.ended: dict[int, int] = {}

    def record_syntactic_position(  # type: ignore[override] # a plain object instead of a generator
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> _Span:
        return _Span(self, node, start_node, end_node)


def parses(text: str) -> bool:
    """Whether a text is Python: this one's own, or of a version that libcst knows and this one does not."""
    with warnings.catch_warnings(), suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        warnings.simplefilter("ignore")
        ast.parse(text)  # ten times as fast
        return True
    try:
        cst.parse_module(text)
    except (cst.ParserSyntaxError, RecursionError, ValueError):
        return False
    return True


class Tree:
    """A parsed file: nodes by their place, the offsets of nodes, and what is around them."""

    def __init__(self, document: Document) -> None:
        """Parse the file.

        Raises:
            ValueError: where libcst cannot parse it.

        """
        self.document = document
        self.text = document.text
        try:
            self.module = cst.parse_module(self.text)
            state = _Measure(self.module)
            self.module._codegen(state)
        except (cst.ParserSyntaxError, RecursionError, ValueError) as error:
            raise ValueError(str(error)) from error
        if "".join(state.tokens) != self.text:
            raise ValueError("the file does not come out as it went in")
        self._state = state
        self._offsets = list(accumulate(map(len, state.tokens), initial=0))
        self._parents: dict[int, cst.CSTNode] = {}
        self._nodes: dict[tuple[int, int], list[cst.CSTNode]] = {}
        pending: list[cst.CSTNode] = [self.module]
        while pending:
            node = pending.pop()
            for child in children(node):
                self._parents[id(child)] = node
                pending.append(child)
            if isinstance(node, (cst.Call, cst.Arg)):
                self._nodes.setdefault(self.span(node), []).append(node)

    @property
    def indent(self) -> str:
        """One step of indentation, as the file writes it."""
        return self.module.default_indent

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """The offsets at which a node starts and ends, without blanks and comments around it."""
        key = id(node)
        if key in self._state.begun:
            return self._offsets[self._state.begun[key]], self._offsets[self._state.ended[key]]
        inner = [self.span(child) for child in children(node)]  # libcst does not tell of such a node itself
        return min(one[0] for one in inner), max(one[1] for one in inner)

    def source(self, node: cst.CSTNode) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node around a node, None around the module."""
        return self._parents.get(id(node))

    def find(self, place: Place, kind: type[_Node]) -> _Node | None:
        """The node of a kind that stands exactly there."""
        if not place.end_line:
            return None
        nodes = self._nodes.get(self.document.span(place), ())
        return next((node for node in nodes if isinstance(node, kind)), None)

    def statement(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The small statement around a node; None where it stands in the head of a compound one."""
        found = self.parent(node)
        while found is not None and not isinstance(found, cst.BaseSmallStatement):
            found = None if isinstance(found, cst.BaseCompoundStatement) else self.parent(found)
        return found

    def line(self, statement: cst.CSTNode) -> cst.CSTNode:
        """The line, or else the node, around a small statement."""
        return self._parents[id(statement)]

    def above(self, node: cst.CSTNode, kind: type[_Node]) -> _Node | None:
        """The nearest node of a kind around a node."""
        found = self.parent(node)
        while found is not None and not isinstance(found, kind):
            found = self.parent(found)
        return found
