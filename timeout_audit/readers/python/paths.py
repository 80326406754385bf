"""The paths of one value through the statements of its function.

They are followed over branches, loops, try, with, return, raise, break and continue. An exception that the code neither
raises nor catches is no ordinary path, nor is one that a handler raises anew.
"""

from __future__ import annotations

import libcst as cst
from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.readers.python.asks import Asks
from timeout_audit.readers.python.conditions import negated
from timeout_audit.readers.python.nodes import dotted_name, without_await
from timeout_audit.readers.python.occurrences import LEAVES, Occurrences
from timeout_audit.readers.python.origins import Origins
from timeout_audit.readers.python.states import DONE, OPEN, Condition, Exit, Kind, Patience, State, done, merge

_LOOPS = 3
# Ways on which a value is left open that are looked for: the first of them is reported.
_MOST = 8
_ENDING = ("exit", "_exit")
# Exceptions that a check of the status raises, and those that catch them.
_STATUS_ERRORS = frozenset({"HTTPError", "HTTPStatusError", "RequestException", "ClientResponseError", "ClientError"})
_BROAD = frozenset({"Exception", "BaseException"})


class _Flow(Struct):
    """The states that leave a loop's body otherwise than at its end."""

    breaks: list[State]
    continues: list[State]


class Walk(Asks):
    """Follows the value of one call through statements."""

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
        super().__init__(birth, name, kind, mentions, origins, lending=lending)
        self._patience = Patience()
        self._loops: list[_Flow] = []
        self._finals: list[cst.BaseSuite] = []
        self._raised: list[tuple[list[State], int]] = []
        self._handling = 0

    def run(self, body: cst.Module | cst.BaseSuite, state: State, patience: Patience) -> Condition | None:
        """Follow every path; what leads to the end of the body with the value open, None where nothing does.

        Raises ``TooLongError`` where the paths are too many.
        """
        self._patience = patience
        return self._suite(body, state).get(OPEN)

    def _suite(self, suite: cst.Module | cst.BaseSuite, state: State) -> State:
        """The states at the end of a suite; {} where no path reaches it."""
        birth = self._mentions.position(suite, self._birth)
        if OPEN not in state and birth is None:
            return state
        start = birth if OPEN not in state and birth is not None else 0
        seen = -1
        for index in self._mentions.concerning(suite, (self._name, LEAVES, *_ENDING, *self.flags), start):
            if OPEN not in state and (birth is None or index > birth):
                break
            if len(self.exits) >= _MOST and not all(one.condition.checked for one in self.exits):
                return {}
            if index == seen:
                continue
            seen, statement = index, suite.body[index]
            self._patience.spend()
            if isinstance(statement, cst.SimpleStatementLine):
                self._set(statement, suite.body[index + 1 : index + 2], state)
                for small in statement.body:
                    state = self._small(small, state)
            elif isinstance(statement, cst.BaseSmallStatement):
                state = self._small(statement, state)
            else:
                state = self._compound(statement, state)
        return state

    def _small(self, node: cst.BaseSmallStatement, state: State) -> State:
        if isinstance(node, cst.Return):
            return self._leave(node, self._expression(node.value, state))
        if isinstance(node, cst.Raise):
            return self._raise(node, self._expression(node.exc, state))
        if isinstance(node, (cst.Break, cst.Continue)):
            if self._loops:
                flow = self._loops[-1]
                if OPEN in state and isinstance(node, cst.Break):
                    state = {**state, OPEN: replace(state[OPEN], node=node)}
                (flow.breaks if isinstance(node, cst.Break) else flow.continues).append(state)
            return {}
        if isinstance(node, (cst.Assign, cst.AnnAssign)):
            return self._assign(node, state)
        if isinstance(node, cst.Assert):
            if node.msg is not None:
                self._expression(node.msg, dict(state))  # where it fails, and there alone
            return self._expression(node.test, state)
        state = self._alone(node, state)
        return {} if _ends_the_process(node) else state

    def _assign(self, node: cst.Assign | cst.AnnAssign, state: State) -> State:
        targets = [target.target for target in node.targets] if isinstance(node, cst.Assign) else [node.target]
        value = node.value
        if value is None:
            return state
        state = self._expression(value, state)
        if without_await(value) is self._birth:
            return self._born(state)
        if any(isinstance(target, cst.Name) and target.value == self._name for target in targets):
            # The name is given to something else: an open value is lost here.
            if OPEN in state and not (isinstance(value, cst.Name) and value.value == self._name):
                self.exits.append(Exit(node, state[OPEN]))
            return done(state)
        for target in targets:
            if not isinstance(target, cst.Name):
                state = self._expression(target, state)
        return state

    def _leave(self, node: cst.CSTNode, state: State) -> State:
        state = self._finally(state, 0)
        if OPEN in state:
            self.exits.append(Exit(node, state[OPEN]))
        return {}

    def _finally(self, state: State, depth: int) -> State:
        """The state behind the ``finally`` of every ``try`` that is left, but for the first ``depth``."""
        for final in reversed(self._finals[depth:]):
            finals, self._finals = self._finals, []
            state = self._suite(final, state)
            self._finals = finals
        return state

    def _raise(self, node: cst.Raise, state: State) -> State:
        if self._raised:
            raised, depth = self._raised[-1]
            raised.append(self._finally(state, depth))
            return {}
        return {} if self._handling else self._leave(node, state)

    def _compound(self, node: cst.CSTNode, state: State) -> State:
        if isinstance(node, cst.If):
            return self._if(node, state)
        if isinstance(node, (cst.For, cst.While)):
            return self._loop(node, state)
        if isinstance(node, (cst.Try, cst.TryStar)):
            return self._try(node, state)
        if isinstance(node, cst.With):
            for item in node.items:
                state = self._expression(item.item, state)
            return self._suite(node.body, state)
        if isinstance(node, cst.Match):
            return self._match(node, self._expression(node.subject, state))
        # A nested function or class that mentions the name keeps it.
        return self._hand(state) if self._mentions.has(node, self._name) else state

    def _match(self, node: cst.Match, state: State) -> State:
        if OPEN not in state:
            birth = self._mentions.case(node, self._birth)
            return state if birth is None else merge(state, self._suite(node.cases[birth].body, dict(state)))
        ends = []
        for case in node.cases:
            self._patience.spend()
            ends.append(self._suite(case.body, dict(state)))
        return merge(*ends) if _is_exhaustive(node) else merge(state, *ends)

    def _if(self, node: cst.If, state: State) -> State:
        if OPEN not in state:
            if not self._mentions.has(node, self._birth):
                return state
            node = self._mentions.link(node, self._birth)
        self._patience.spend()
        state = self._truth(node.test, state) if self._is_birth(node.test) else self._expression(node.test, state)
        yes, no = dict(state), dict(state)
        certain = self._certain(node.test)
        if certain is not None:
            # The value is there: the branch for None, or for something else, is not taken by it.
            (no if certain else yes).pop(OPEN, None)
        if not (DONE in state and OPEN in state and state[OPEN].text):
            # What told the open from the rest before says more than what comes after it.
            if OPEN in yes:
                yes[OPEN] = Condition(self._origins.text(node.test), node=node, checked=state[OPEN].checked)
            if OPEN in no:
                no[OPEN] = Condition(negated(node.test, self._origins), node=node, checked=state[OPEN].checked)
        yes = self._suite(node.body, yes)
        if isinstance(node.orelse, cst.If):
            no = self._if(node.orelse, no)
        elif node.orelse is not None:
            no = self._suite(node.orelse.body, no)
        if OPEN in yes and OPEN in no:
            # Open either way: the condition does not matter.
            yes[OPEN] = state.get(OPEN, Condition())
        return merge(yes, no)

    def _loop(self, node: cst.For | cst.While, state: State) -> State:
        exhausted = isinstance(node, cst.For) and self._iterates(node.iter)
        tested = node.iter if isinstance(node, cst.For) else node.test
        state = self._begun(tested, state) if exhausted else self._expression(tested, state)
        endless = isinstance(node, cst.While) and isinstance(node.test, cst.Name) and node.test.value == "True"
        flow = _Flow([], [])
        self._loops.append(flow)
        entry = state
        for _ in range(_LOOPS):
            after = self._suite(node.body, dict(entry))
            again = merge(entry, after, *flow.continues)
            if again == entry:
                break
            entry = again
        self._loops.pop()
        end: State = {} if endless else dict(entry)
        if exhausted:
            self.used.append("__iter__")
            end = done(end)
        if node.orelse is not None and end:
            end = self._suite(node.orelse.body, end)
        return merge(end, *flow.breaks)

    def _try(self, node: cst.Try | cst.TryStar, state: State) -> State:
        if node.finalbody is not None:
            self._finals.append(node.finalbody.body)
        raised: list[State] = []
        checked: list[State] = []
        if node.handlers:
            self._raised.append((raised, len(self._finals)))
            self._checked.append(checked)
        end = self._suite(node.body, dict(state))
        if node.handlers:
            self._raised.pop()
            self._checked.pop()
        if node.orelse is not None:
            end = self._suite(node.orelse.body, end)
        self._handling += 1
        handled = [self._handle(handler, [dict(state), *raised], checked) for handler in node.handlers]
        self._handling -= 1
        end = merge(end, *handled)
        if node.finalbody is not None:
            self._finals.pop()
            end = self._suite(node.finalbody.body, end) if end else end
        return end

    def _handle(
        self, handler: cst.ExceptHandler | cst.ExceptStarHandler, states: list[State], checked: list[State]
    ) -> State:
        """A handler begins where the try did and where its code raises; for a failed status, where it is checked."""
        caught = self._origins.text(handler.type) if handler.type else ""
        names = set(caught.replace("(", " ").replace(")", " ").replace(",", " ").replace(".", " ").split())
        failed = [
            {**one, OPEN: replace(one[OPEN], checked=True)}
            for one in (checked if not names or names & (_STATUS_ERRORS | _BROAD) else ())
        ]
        state = merge(*states, *failed)
        if OPEN in state:
            state[OPEN] = Condition(caught, error=True, node=handler, checked=state[OPEN].checked)
        return self._suite(handler.body, state)


def _ends_the_process(node: cst.BaseSmallStatement) -> bool:
    """``sys.exit(1)``, whatever ``sys`` is called here, and ``exit()`` of a command line's parser."""
    if not isinstance(node, cst.Expr) or not isinstance(node.value, cst.Call):
        return False
    holder, _, name = dotted_name(node.value.func).rpartition(".")
    return name in _ENDING and "." not in holder and holder not in ("self", "cls")


def _is_exhaustive(node: cst.Match) -> bool:
    """Whether some case takes whatever is left: ``case _:``."""
    return any(
        isinstance(case.pattern, cst.MatchAs) and not case.pattern.pattern and not case.guard for case in node.cases
    )
