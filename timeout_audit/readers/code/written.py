"""Which text a call runs as a command, through the variable that holds it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.readers.code import SERVERS

_SERVER = re.compile(rf"(?<![\w.-])(?:{'|'.join(sorted(SERVERS))})(?=[\s\"']|$)")
_DEPTH = 8


class Written(Struct):
    """A text as it is written: the expression, what its function adds to it later, and the variable that holds it."""

    text: ast.expr
    added: list[ast.expr]
    name: str = ""


def names_server(text: str) -> bool:
    """Whether a server's name stands in a text."""
    return _SERVER.search(text) is not None


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def split_text(node: ast.Call) -> ast.expr | None:
    """The text that ``shlex.split(…)`` or ``"…".split()`` makes words of."""
    if node.args:
        return node.args[0]
    return node.func.value if isinstance(node.func, ast.Attribute) and not node.keywords else None


class Variables:
    """What the variables of a module hold that a command may stand in."""

    def __init__(self, tree: ast.Module) -> None:
        own = [one for one in tree.body if isinstance(one, (ast.Assign, ast.AnnAssign, ast.AugAssign))]
        self._module = ast.Module(body=[*own], type_ignores=[])

    def written(self, scope: ast.AST, node: ast.expr) -> Written | None:
        """The text that an expression stands for inside a function; None where it is one of several."""
        added: list[ast.expr] = []
        name = ""
        for _ in range(_DEPTH):
            if isinstance(node, ast.Name):
                name = node.id
                if name in _parameters(scope):
                    return None
                holder = scope if any(_given(scope, name)) else self._module
                given = list(_given(holder, name))
                if len(given) != 1:
                    return None
                node, added = given[0], [*_added(holder, name), *added]
            elif isinstance(node, ast.Call) and len(node.args) == 1 and called(node) not in ("format", "split"):
                node = node.args[0]  # what wraps a command runs it all the same
            else:
                return Written(node, added, name)
        return None


def _parameters(scope: ast.AST) -> set[str]:
    if not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return set()
    arguments = scope.args
    return {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def _given(scope: ast.AST, name: str) -> Iterator[ast.expr]:
    for one in ast.walk(scope):
        if isinstance(one, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in one.targets):
            yield one.value
        elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.target.id == name:
            yield from () if one.value is None else (one.value,)


def _added(scope: ast.AST, name: str) -> Iterator[ast.expr]:
    """What is added to a text with ``+=``."""
    for one in ast.walk(scope):
        if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Name) and one.target.id == name:
            yield one.value
