"""What becomes of the value of a call: is it read to its end or closed on every ordinary path of the function?

The paths are followed over branches, loops, try, with, return, raise, break and continue. An exception that the code
does not raise itself is no ordinary path. Handing the value on (argument, return, attribute, container, ``with``) makes
it somebody else's.
"""

from __future__ import annotations

import libcst as cst
from msgspec import Struct

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.python import Fate
from timeout_audit.readers.python.nodes import children, dotted_name, none_test, source_of, without_await
from timeout_audit.readers.python.positions import Positions
from timeout_audit.readers.python.uses import Use

# The states of the value on a path: not yet there, open, read or closed or handed on. Each maps to the condition of
# the path that led there, as source text.
_UNBORN, _OPEN, _DONE = 0, 1, 2
State = dict[int, str]
_LOOPS = 3


class Fates:
    """The fates of the values of one file's calls. ``openers`` are the names of calls whose value may be a response."""

    def __init__(self, vocabulary: Vocabulary, positions: Positions, openers: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        self._positions = positions
        self._openers = openers
        self._mentions = Mentions()

    def of(self, node: cst.Call, use: Use, body: cst.Module | cst.BaseSuite, *, is_function: bool) -> Fate:
        """The fate of the value of ``node`` in the suite of its function (or the module)."""
        vocabulary, positions = self._vocabulary, self._positions
        if use.kind in ("handed", "with"):
            return Fate(handed=True)
        if not self._may_open(node):
            return Fate(held=use.name if use.kind == "held" else "", handed=True)
        if use.kind == "chained":
            looks = use.name in vocabulary.checks and use.name not in vocabulary.reads
            return Fate(used=(use.name,), open_at=positions.place(node) if looks else None)
        if use.kind == "dropped":
            return Fate(dropped=True, open_at=positions.place(node))
        if use.kind == "iterated":
            return Fate(used=("__iter__",))
        walk = _Walk(node, use.name, vocabulary, self._mentions)
        end = walk.suite(body, {_UNBORN: ""})
        exits = [*walk.exits]
        if is_function and _OPEN in end:
            exits.append((node, end[_OPEN]))
        found = min(((positions.place(where), when) for where, when in exits), default=None)
        return Fate(
            held=use.name,
            used=tuple(dict.fromkeys(walk.used)),
            handed=walk.handed,
            open_at=found[0] if found else None,
            open_when=found[1] if found else "",
        )

    def _may_open(self, node: cst.Call) -> bool:
        name = node.func.attr.value if isinstance(node.func, cst.Attribute) else dotted_name(node.func)
        return name in self._openers


LEAVES = "<leaves>"
_LEAVING = (cst.Return, cst.Raise, cst.Break, cst.Continue)


class Mentions:
    """The names inside nodes, each node looked through once. ``LEAVES`` is among them where the node may be left."""

    def __init__(self) -> None:
        self._names: dict[int, frozenset[str]] = {}

    def has(self, node: cst.CSTNode, name: str) -> bool:
        """Whether a name occurs anywhere inside a node."""
        found = self._names.get(id(node))
        if found is None:
            names: set[str] = set()
            stack = [node]
            while stack:
                one = stack.pop()
                if isinstance(one, cst.Name):
                    names.add(one.value)
                elif isinstance(one, _LEAVING):
                    names.add(LEAVES)
                stack.extend(children(one))
            found = self._names[id(node)] = frozenset(names)
        return name in found


class _Flow(Struct):
    """The states that leave a suite otherwise than at its end."""

    breaks: list[State]
    continues: list[State]


class _Walk:
    """Follows the value of one call, held as ``name``, through the statements of its function."""

    def __init__(self, birth: cst.Call, name: str, vocabulary: Vocabulary, mentions: Mentions) -> None:
        self.birth = birth
        self.name = name
        self.vocabulary = vocabulary
        self._mentions = mentions
        self.used: list[str] = []
        self.handed = False
        self.exits: list[tuple[cst.CSTNode, str]] = []
        self._loops: list[_Flow] = []
        self._finals: list[cst.BaseSuite] = []

    # -- statements ----------------------------------------------------------------------------------------------

    def suite(self, suite: cst.Module | cst.BaseSuite, state: State) -> State:
        """The states at the end of a suite; {} where no path reaches it."""
        for statement in suite.body:
            if not state:
                break
            if not (self._mentions.has(statement, self.name) or self._mentions.has(statement, LEAVES)):
                continue
            if isinstance(statement, cst.SimpleStatementLine):
                for small in statement.body:
                    state = self._small(small, state)
            elif isinstance(statement, cst.BaseSmallStatement):
                state = self._small(statement, state)
            else:
                state = self._compound(statement, state)
        return state

    def _small(self, node: cst.BaseSmallStatement, state: State) -> State:
        if isinstance(node, cst.Return):
            state = self._expression(node.value, state)
            return self._leave(node, state)
        if isinstance(node, cst.Raise):
            state = self._expression(node.exc, state)
            return self._leave(node, state)
        if isinstance(node, (cst.Break, cst.Continue)):
            if self._loops:
                flow = self._loops[-1]
                (flow.breaks if isinstance(node, cst.Break) else flow.continues).append(state)
            return {}
        if isinstance(node, (cst.Assign, cst.AnnAssign)):
            return self._assign(node, state)
        if isinstance(node, cst.Expr):
            return self._expression(node.value, state)
        for child in children(node):
            state = self._expression(child, state)
        return state

    def _assign(self, node: cst.Assign | cst.AnnAssign, state: State) -> State:
        targets = [target.target for target in node.targets] if isinstance(node, cst.Assign) else [node.target]
        value = node.value
        if value is None:
            return state
        state = self._expression(value, state)
        held = any(isinstance(target, cst.Name) and target.value == self.name for target in targets)
        if without_await(value) is self.birth:
            return self._born(state)
        if held:
            # The name is given to something else: an open value is lost here.
            if _OPEN in state and not (isinstance(value, cst.Name) and value.value == self.name):
                self.exits.append((self.birth, state[_OPEN]))
            state = {(_DONE if status == _OPEN else status): when for status, when in state.items()}
        for target in targets:
            if not isinstance(target, cst.Name):
                state = self._expression(target, state)
        return state

    def _born(self, state: State) -> State:
        if _OPEN in state:
            self.exits.append((self.birth, state[_OPEN]))
        return {_OPEN: ""}

    def _leave(self, node: cst.CSTNode, state: State) -> State:
        for final in reversed(self._finals):
            finals, self._finals = self._finals, []
            state = self.suite(final, state)
            self._finals = finals
        if _OPEN in state:
            self.exits.append((node, state[_OPEN]))
        return {}

    def _compound(self, node: cst.BaseStatement, state: State) -> State:
        if isinstance(node, cst.If):
            return self._if(node, state)
        if isinstance(node, (cst.For, cst.While)):
            return self._loop(node, state)
        if isinstance(node, (cst.Try, cst.TryStar)):
            return self._try(node, state)
        if isinstance(node, cst.With):
            for item in node.items:
                if without_await(item.item) is self.birth:
                    return self.suite(node.body, {_DONE: ""})
                state = self._expression(item.item, state)
            return self.suite(node.body, state)
        if isinstance(node, cst.Match):
            state = self._expression(node.subject, state)
            return _merge(state, *(self.suite(case.body, dict(state)) for case in node.cases))
        # A nested function or class that mentions the name keeps it.
        return self._hand(state) if self._mentions.has(node, self.name) else state

    def _if(self, node: cst.If, state: State) -> State:
        state = self._expression(node.test, state)
        name, none = none_test(node.test)
        yes, no = dict(state), dict(state)
        if name == self.name:
            # The value is there: the branch for None is not taken by it.
            (yes if none else no).pop(_OPEN, None)
        condition = source_of(node.test)
        yes = self.suite(node.body, _under(yes, condition))
        no = _under(no, _negated(node.test, condition))
        if isinstance(node.orelse, cst.If):
            no = self._if(node.orelse, no)
        elif node.orelse is not None:
            no = self.suite(node.orelse.body, no)
        if yes and no and yes.get(_OPEN) is not None and no.get(_OPEN) is not None:
            # Open either way: the condition does not matter.
            yes[_OPEN] = state.get(_OPEN, "")
        return _merge(yes, no)

    def _loop(self, node: cst.For | cst.While, state: State) -> State:
        exhausted = False
        if isinstance(node, cst.For):
            exhausted = self._iterates(node.iter)
            if not exhausted:
                state = self._expression(node.iter, state)
        else:
            state = self._expression(node.test, state)
        endless = isinstance(node, cst.While) and isinstance(node.test, cst.Name) and node.test.value == "True"
        flow = _Flow([], [])
        self._loops.append(flow)
        entry = state
        for _ in range(_LOOPS):
            after = self.suite(node.body, dict(entry))
            again = _merge(entry, after, *flow.continues)
            if again == entry:
                break
            entry = again
        self._loops.pop()
        end: State = {} if endless else dict(entry)
        if exhausted:
            self.used.append("__iter__")
            end = {(_DONE if status == _OPEN else status): when for status, when in end.items()}
        if node.orelse is not None and end:
            end = self.suite(node.orelse.body, end)
        return _merge(end, *flow.breaks)

    def _try(self, node: cst.Try | cst.TryStar, state: State) -> State:
        if node.finalbody is not None:
            self._finals.append(node.finalbody.body)
        before = dict(state)
        end = self.suite(node.body, dict(state))
        if node.orelse is not None:
            end = self.suite(node.orelse.body, end)
        # The value may be there and open when a handler runs; only a path that raised by itself would say so, and
        # that is left to the handler: what it does with the name counts, what it leaves does not.
        handled = [self._handler(handler.body, before) for handler in node.handlers]
        end = _merge(end, *handled)
        if node.finalbody is not None:
            self._finals.pop()
            end = self.suite(node.finalbody.body, end) if end else end
        return end

    def _handler(self, body: cst.BaseSuite, before: State) -> State:
        return self.suite(body, dict(before))

    # -- expressions ---------------------------------------------------------------------------------------------

    def _iterates(self, node: cst.BaseExpression) -> bool:
        """Whether a loop over ``node`` reads the value to its end: ``for x in r``, ``for x in r.iter_lines()``."""
        node = without_await(node)
        if isinstance(node, cst.Call):
            node = node.func
        if isinstance(node, cst.Attribute) and node.attr.value in self.vocabulary.iterates:
            node = node.value
            if isinstance(node, cst.Attribute):
                node = node.value
        return isinstance(node, cst.Name) and node.value == self.name

    def _expression(self, node: cst.CSTNode | None, state: State) -> State:
        if node is None or not state:
            return state
        if isinstance(node, cst.NamedExpr) and without_await(node.value) is self.birth:
            return self._born(state)
        if isinstance(node, cst.Attribute):
            owner = without_await(node.value)
            if isinstance(owner, cst.Name) and owner.value == self.name:
                return self._reach(node.attr.value, state)
            return self._expression(node.value, state)
        if isinstance(node, cst.Name):
            return self._hand(state) if node.value == self.name else state
        if isinstance(node, (cst.Lambda, cst.FunctionDef)):
            return self._hand(state) if self._mentions.has(node, self.name) else state
        if _only_looks(node):
            return self._look(node, state)
        for child in children(node):
            if isinstance(child, cst.Arg):
                state = self._expression(child.value, state)
            elif (
                isinstance(child, cst.Name)
                and isinstance(node, (cst.Arg, cst.Param))
                and child is getattr(node, "keyword", None)
            ):
                continue
            else:
                state = self._expression(child, state)
        return state

    def _look(self, node: cst.CSTNode, state: State) -> State:
        """A comparison, a negation, a formatted string: the bare name in it is looked at, not handed on."""
        for child in children(node):
            if isinstance(child, cst.Name) and child.value == self.name:
                continue
            if isinstance(child, cst.Name | cst.ComparisonTarget):
                inner = child.comparator if isinstance(child, cst.ComparisonTarget) else child
                if isinstance(inner, cst.Name) and inner.value == self.name:
                    continue
                state = self._expression(inner, state)
            else:
                state = self._expression(child, state)
        return state

    def _reach(self, attribute: str, state: State) -> State:
        self.used.append(attribute)
        vocabulary = self.vocabulary
        if attribute in vocabulary.checks and attribute not in vocabulary.reads:
            return state
        return self._done(state)

    def _hand(self, state: State) -> State:
        self.handed = True
        return self._done(state)

    def _done(self, state: State) -> State:
        return {(_DONE if status == _OPEN else status): when for status, when in state.items()}


def _only_looks(node: cst.CSTNode) -> bool:
    return isinstance(node, (cst.Comparison, cst.UnaryOperation, cst.FormattedStringExpression, cst.BooleanOperation))


def _under(state: State, condition: str) -> State:
    return {status: condition if status == _OPEN else when for status, when in state.items()}


def _merge(*states: State) -> State:
    merged: State = {}
    for state in states:
        for status, when in state.items():
            merged.setdefault(status, when)
    return merged


def _negated(test: cst.BaseExpression, text: str) -> str:
    swapped = {
        cst.Equal: "!=",
        cst.NotEqual: "==",
        cst.Is: "is not",
        cst.IsNot: "is",
        cst.In: "not in",
        cst.NotIn: "in",
    }
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return source_of(test.expression)
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        target = test.comparisons[0]
        operator = swapped.get(type(target.operator))
        if operator:
            return f"{source_of(test.left)} {operator} {source_of(target.comparator)}"
    return f"not {text}" if isinstance(test, (cst.Name, cst.Attribute, cst.Call)) else f"not ({text})"
