"""What the tests on the paths of a value ask: whether it is there, what it has, and flags that say who closes it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from timeout_audit.readers.python.flags import flag_asked, flag_set
from timeout_audit.readers.python.nodes import dotted_name, none_test
from timeout_audit.readers.python.states import OPEN, State
from timeout_audit.readers.python.touches import Touches

# The classes of responses of requests and httpx, of aiohttp, and of urllib.
_RESPONSES = frozenset({"Response", "ClientResponse", "HTTPResponse"})


class Asks(Touches):
    """Answers the tests that can be answered."""

    def _certain(self, test: cst.BaseExpression) -> bool | None:
        """Whether a condition holds for the value, where it asks what that is or has; None for any other."""
        name, none = none_test(test)
        if name == self._name:
            return not none
        if (flag := flag_asked(test)) is not None and flag[0] in self.flags:
            return self.flags[flag[0]] is flag[1]
        if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
            certain = self._certain(test.expression)
            return None if certain is None else not certain
        if not isinstance(test, cst.Call) or len(test.args) != 2 or dotted_name(test.args[0].value) != self._name:
            return None
        asked = test.args[1].value
        if dotted_name(test.func) == "hasattr" and isinstance(asked, cst.SimpleString):
            return True if asked.evaluated_value in self._kind.has else None
        response = dotted_name(test.func) == "isinstance" and dotted_name(asked).rpartition(".")[2] in _RESPONSES
        return True if response else None

    def _set(self, statement: cst.SimpleStatementLine, behind: Sequence[cst.CSTNode], state: State) -> None:
        """A flag that is set while the value is open is not what it was, unless the value is returned behind it."""
        found = flag_set(statement.body[0]) if self.flags else None
        if found is None or self.flags.get(found[0], found[1]) is found[1] or OPEN not in state:
            return
        last = behind[0].body[0] if behind and isinstance(behind[0], cst.SimpleStatementLine) else None
        if not isinstance(last, cst.Return) or OPEN in self._expression(last.value, dict(state)):
            del self.flags[found[0]]
