"""Flags that say who closes a value: ``streaming = True; return StreamingResponse(chunks(answer))``.

Such a variable is given nothing but ``True`` and ``False``. As long as a value is open, a flag is what it was when the
value came, unless it was set while the value was open; whoever sets it and returns the value at once hands that on.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from timeout_audit.readers.python.nodes import children

_TRUTH = {"True": True, "False": False}
# What gives a name something else than an assignment does, by the field that holds the name.
_STORES: dict[type[cst.CSTNode], str] = {
    cst.For: "target",
    cst.CompFor: "target",
    cst.AsName: "name",
    cst.NamedExpr: "target",
    cst.AugAssign: "target",
    cst.Del: "target",
    cst.Param: "name",
    cst.NameItem: "name",
}
_TELLING = frozenset({cst.Call, cst.While, cst.Assign, cst.AnnAssign, *_STORES})


class Flags:
    """The flags of one function, found when they are first asked for."""

    def __init__(self, body: cst.CSTNode) -> None:
        self._body = body
        self._sets: dict[str, list[tuple[int, bool]]] | None = None
        self._calls: dict[int, int] = {}
        self._loops: list[range] = []

    def at(self, birth: cst.Call) -> dict[str, bool]:
        """What each flag is when the value of a call comes; those are left out of which that cannot be said."""
        if self._sets is None:
            self._sets = self._read()
        here = self._calls.get(id(birth), 0)
        around = [loop for loop in self._loops if here in loop]
        found: dict[str, bool] = {}
        for name, given in self._sets.items():
            # What a loop does behind the call, it has done before the next one.
            before = {value for order, value in given if order < here or any(order in loop for loop in around)}
            if len(before) == 1 and len({value for _, value in given}) > 1:
                found[name] = before.pop()
        return found

    def _read(self) -> dict[str, list[tuple[int, bool]]]:
        sets: dict[str, list[tuple[int, bool]]] = {}
        others: set[str] = set()
        for order, node in enumerate(_inside(self._body)):
            if type(node) not in _TELLING:  # isinstance takes long to say no
                continue
            if isinstance(node, cst.Call):
                self._calls[id(node)] = order
            elif isinstance(node, (cst.For, cst.While)):
                self._loops.append(range(order, order + sum(1 for _ in _inside(node))))
                others.update(_stored(node))
            elif (flag := flag_set(node)) is not None:
                sets.setdefault(flag[0], []).append((order, flag[1]))
            else:
                others.update(_stored(node))
        return {name: given for name, given in sets.items() if name not in others}


def flag_set(node: cst.CSTNode) -> tuple[str, bool] | None:
    """The one name that a statement gives ``True`` or ``False``, and which of them."""
    if isinstance(node, cst.AnnAssign):
        target = node.target
    elif isinstance(node, cst.Assign) and len(node.targets) == 1:
        target = node.targets[0].target
    else:
        return None
    value = _TRUTH.get(node.value.value) if isinstance(node.value, cst.Name) else None
    return (target.value, value) if value is not None and isinstance(target, cst.Name) else None


def flag_asked(test: cst.BaseExpression) -> tuple[str, bool] | None:
    """The name that a condition is, and whether it is true where the condition holds; None for any other condition."""
    truth = True
    while isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        test, truth = test.expression, not truth
    return (test.value, truth) if isinstance(test, cst.Name) else None


def _stored(node: cst.CSTNode) -> Iterator[str]:
    """The names that a node gives something else."""
    if isinstance(node, cst.Assign):
        parts: list[cst.CSTNode] = [one.target for one in node.targets]
    elif isinstance(node, cst.AnnAssign):
        parts = [node.target]
    else:
        field = _STORES.get(type(node))
        parts = [getattr(node, field)] if field is not None else []
    for part in parts:
        yield from (one.value for one in _inside(part) if isinstance(one, cst.Name))


def _inside(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node and all in it, in their order."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack += reversed(children(one))
