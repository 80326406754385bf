"""What expressions do to a value that somebody has to close."""

from __future__ import annotations

import libcst as cst

from timeout_audit.model.python import Lent
from timeout_audit.readers.python.idle import only_looks
from timeout_audit.readers.python.nodes import LEAVES, children, without_await
from timeout_audit.readers.python.occurrences import Occurrences
from timeout_audit.readers.python.origins import Origins
from timeout_audit.readers.python.states import OPEN, Condition, Exit, Kind, State, done, merge


class Touches:
    """Follows the value of one call, held as ``name``, through expressions.

    ``lending``: calls that are given it do not take it over.
    """

    def __init__(
        self,
        birth: cst.Call,
        name: str,
        kind: Kind,
        mentions: Occurrences,
        origins: Origins,
        *,
        lending: bool,
    ) -> None:
        self._birth = birth
        self._name = name
        self._kind = kind
        self._mentions = mentions
        self._origins = origins
        self._lending = lending
        self.used: list[str] = []
        self.lent: list[Lent] = []
        self.handed = False
        self.exits: list[Exit] = []
        # Flags that are what they were when the value came.
        self.flags: dict[str, bool] = {}
        # The states at checks of the status, for each try around.
        self._checked: list[list[State]] = []

    # -- expressions ---------------------------------------------------------------------------------------------

    def _born(self, state: State) -> State:
        if OPEN in state:
            self.exits.append(Exit(self._birth, state[OPEN]))
        return {OPEN: Condition()}

    def _iterates(self, node: cst.BaseExpression) -> bool:
        """Whether a loop over ``node`` reads the value to its end: ``for x in r``, ``for x in r.iter_lines()``."""
        node = without_await(node)
        if isinstance(node, cst.Call):
            node = node.func
        if isinstance(node, cst.Attribute) and node.attr.value in self._kind.iterates:
            node = node.value
            if isinstance(node, cst.Attribute):
                node = node.value
        return self._is_value(node)

    def _is_value(self, node: cst.CSTNode) -> bool:
        """Whether an expression is the value, by its name or where it is given that: ``(r := get())``."""
        return (isinstance(node, cst.Name) and node.value == self._name) or self._is_birth(node)

    def _is_birth(self, node: cst.CSTNode) -> bool:
        return type(node) is cst.NamedExpr and without_await(node.value) is self._birth

    def _at(self, node: cst.CSTNode, state: State) -> State:
        """The state at an expression that is the value."""
        return self._born(state) if self._is_birth(node) else state

    def _begun(self, node: cst.CSTNode, state: State) -> State:
        """The state at an expression that reads the value to its end."""
        return self._born(state) if OPEN not in state and self._mentions.has(node, self._birth) else state

    def _expression(self, node: cst.CSTNode | None, state: State) -> State:
        if node is None or not state:
            return state
        if type(node) in LEAVES:
            return self._hand(state) if isinstance(node, cst.Name) and node.value == self._name else state
        if self._is_birth(node):
            return self._hand(self._born(state))
        if isinstance(node, cst.Attribute):
            if not self._is_of_value(node):
                return self._expression(node.value, state)
            state = self._at(without_await(node.value), state)
            # Who is given the method that ends it may use it until then.
            self.handed = self.handed or node.attr.value in self._kind.ends
            return self._reach(node.attr.value, state)
        if isinstance(node, (cst.Lambda, cst.FunctionDef)):
            return self._hand(state) if self._mentions.has(node, self._name) else state
        if isinstance(node, cst.Call):
            return self._call(node, state)
        return self._operation(node, state)

    def _alone(self, node: cst.BaseSmallStatement, state: State) -> State:
        """What a statement does that is nothing but expressions: one that gives the value a name alone does nothing."""
        if isinstance(node, cst.Expr) and self._is_birth(node.value):
            return self._born(state)
        for child in children(node):
            state = self._expression(child, state)
        return state

    def _operation(self, node: cst.CSTNode, state: State) -> State:
        if isinstance(node, cst.IfExp):
            state = self._truth(node.test, state)
            return merge(self._expression(node.body, dict(state)), self._expression(node.orelse, dict(state)))
        if isinstance(node, cst.BooleanOperation):
            state = self._truth(node.left, state)
            return merge(state, self._truth(node.right, dict(state)))
        if isinstance(node, (cst.Comparison, cst.UnaryOperation, cst.FormattedStringExpression)):
            for child in children(node):
                inner = child.comparator if isinstance(child, cst.ComparisonTarget) else child
                state = self._truth(inner, state)
            return state
        for child in children(node):
            state = self._expression(child, state)
        return state

    def _truth(self, node: cst.CSTNode, state: State) -> State:
        """Where the bare name is looked at, not handed on."""
        if self._is_value(node):
            self.used.append("__bool__")
            return self._at(node, state)
        return self._expression(node, state)

    def _call(self, node: cst.Call, state: State) -> State:
        state = self._callee(node.func, state)
        for index, arg in enumerate(node.args):
            if self._is_value(arg.value):
                state = self._at(arg.value, state)
                if only_looks(node.func):
                    self.used.append("__str__")
                    continue
                if not arg.star:
                    self.lent.append(Lent(self._origins.place(node), arg.keyword.value if arg.keyword else index))
                state = state if self._lending and not arg.star else self._hand(state)
            else:
                state = self._expression(arg.value, state)
        return state

    def _callee(self, node: cst.BaseExpression, state: State) -> State:
        if isinstance(node, cst.Attribute) and self._is_of_value(node):
            return self._reach(node.attr.value, self._at(without_await(node.value), state))
        return self._expression(node, state)

    def _is_of_value(self, node: cst.Attribute) -> bool:
        return self._is_value(without_await(node.value))

    def _reach(self, attribute: str, state: State) -> State:
        self.used.append(attribute)
        if not self._kind.leaves_open(attribute):
            return done(state)
        if attribute == "raise_for_status" and self._checked and OPEN in state:
            self._checked[-1].append(dict(state))
        return state

    def _hand(self, state: State) -> State:
        self.handed = True
        return done(state)
