"""The walk over compound statements: which suites may or may not run, and what stands around them."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

import libcst as cst
from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.model.expression import Call, Expr, Item, Opaque, last_name
from timeout_audit.model.place import Place
from timeout_audit.model.python import Begins, Block, Equals
from timeout_audit.readers.python.conditions import beginning
from timeout_audit.readers.python.equalities import equality, opposite
from timeout_audit.readers.python.nodes import kind_of_test, leaves, none_test, without_await
from timeout_audit.readers.python.origins import Origins
from timeout_audit.readers.python.scopes import Scope
from timeout_audit.readers.python.uses import Use

# What calls are named that limit what happens inside of them, those of a project among them. To keep all that ``with``
# is given would double the facts of many a file.
_LIMITING = re.compile("time|limit|deadline|alarm|fail_after|move_on_after", re.IGNORECASE)


class _Told(Struct, frozen=True):
    """What a test tells of the suite below it (see ``Block``)."""

    tested: str = ""
    none: bool = False
    test: str = ""
    begins: Begins | None = None
    equals: Equals | None = None

    def otherwise(self) -> _Told:
        """What it tells of the suite below ``else``."""
        begins = replace(self.begins, inside=not self.begins.inside) if self.begins else None
        return replace(self, none=not self.none, begins=begins, equals=opposite(self.equals))

    def block(self, parent: int, statement: int, kind: str, *, leaves: bool = False) -> Block:
        """That suite."""
        return Block(parent, statement, kind, self.tested, self.none, leaves, self.test, self.begins, self.equals)


_NOTHING = _Told()


class Flow(ABC):
    """Follows the statements of a suite in order and keeps the blocks of its scope. What they say is for others."""

    def __init__(self, origins: Origins) -> None:
        self._origins = origins
        self._scope = Scope("", "")
        self._uses: dict[int, Use] = {}

    @abstractmethod
    def _small(self, node: cst.BaseSmallStatement) -> None:
        """A simple statement."""

    @abstractmethod
    def _define(self, node: cst.FunctionDef | cst.ClassDef) -> None:
        """A definition."""

    @abstractmethod
    def _expression(self, node: cst.BaseExpression | None) -> Expr:
        """An expression that is evaluated here."""

    @abstractmethod
    def _bind(self, target: cst.BaseExpression, value: Expr, place: Place, kind: str) -> None:
        """A target that is given a value here."""

    def _suite(self, suite: cst.Module | cst.BaseSuite) -> None:
        for statement in suite.body:
            if isinstance(statement, cst.SimpleStatementLine):
                for small in statement.body:
                    self._small(small)
            elif isinstance(statement, cst.BaseSmallStatement):
                self._small(statement)
            elif isinstance(statement, cst.BaseCompoundStatement):
                self._compound(statement)

    def _branch(self, suite: cst.BaseSuite, kind: str, statement: int, told: _Told = _NOTHING) -> None:
        scope = self._scope
        outer = scope.open(told.block(scope.block, statement, kind, leaves=leaves(suite)))
        self._suite(suite)
        scope.block = outer

    def _compound(self, node: cst.BaseCompoundStatement) -> None:
        number = self._scope.count()
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            self._define(node)
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
        told = self._told(node.test)
        self._branch(node.body, "if", number, told)
        if isinstance(node.orelse, cst.If):
            scope = self._scope
            outer = scope.open(told.otherwise().block(scope.block, number, "else"))
            self._compound(node.orelse)
            scope.block = outer
        elif node.orelse is not None:
            self._branch(node.orelse.body, "else", number, told.otherwise())

    def _told(self, test: cst.BaseExpression) -> _Told:
        """What a test tells: the negative of what it says of a text holds where its suite does not run."""
        begins = beginning(test, self._origins)
        unless = None if begins else beginning(test, self._origins, holds=False)
        begins = begins or (replace(unless, inside=False) if unless else None)
        return _Told(*none_test(test), kind_of_test(test), begins, equality(test))

    def _with(self, node: cst.With) -> None:
        outer = self._scope.within
        for item in node.items:
            call = without_await(item.item)
            if isinstance(call, cst.Call):
                awaited = node.asynchronous is not None or call is not item.item
                self._uses[id(call)] = Use("with", awaited=awaited)
            value = self._expression(item.item)
            if isinstance(value, Call) and _LIMITING.search(name_of(value)):
                self._scope.within = (*self._scope.within, value)
            if item.asname is not None and isinstance(item.asname.name, cst.BaseExpression):
                self._bind(item.asname.name, value, self._origins.place(item), "with")
        # The body of a with always runs: it is no block of its own.
        self._suite(node.body)
        self._scope.within = outer

    def _loop(self, node: cst.For | cst.While, number: int) -> None:
        if isinstance(node, cst.For):
            call = without_await(node.iter)
            if isinstance(call, cst.Call):
                self._uses[id(call)] = Use("iterated")
            value = self._expression(node.iter)
            self._bind(node.target, Item(value, Opaque("each")), self._origins.place(node), "for")
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


def name_of(call: Call) -> str:
    """The last name of what is called, "" where it has none."""
    function = call.function
    return last_name(function)
