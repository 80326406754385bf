"""Reads the commands that Python code writes as lists of words. Nothing of the code is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from posixpath import basename

from timeout_audit.model.launch import Command, LaunchFile, Part, Process, Word
from timeout_audit.model.place import Place
from timeout_audit.readers.code import SERVERS
from timeout_audit.readers.source import decode

# What tells a command from a list of loggers or packages: an option, or an application.
_TELLING = re.compile(r"--?[A-Za-z][\w-]*(?:=.*)?|[A-Za-z_][\w.]*:[A-Za-z_][\w.()]*")
_BEFORE = re.compile(r"-m|run|exec|--|sudo|nohup|env|uv|poetry|pipenv|pdm|rye|hatch|tini|dumb-init")
_GROWS = frozenset({"append", "extend", "insert"})

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def read(path: str, data: bytes) -> LaunchFile | None:
    """The commands of a file, each with what its function adds to the list; None where there is none.

    Code that cannot be parsed holds none: the reader of Python reports it.
    """
    source = decode(data)
    try:
        processes = tuple(_Reader(path, source.split("\n")).processes(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return LaunchFile(path, "code", processes=processes) if processes else None


class _Reader:
    def __init__(self, path: str, lines: list[str]) -> None:
        self.path = path
        self.lines = lines

    def processes(self, tree: ast.Module) -> Iterator[Process]:
        """Every list that is a command, innermost function first."""
        seen: set[ast.AST] = set()
        functions = [node for node in ast.walk(tree) if isinstance(node, _Function)]
        for scope in (*reversed(functions), tree):
            name = scope.name if isinstance(scope, _Function) else ""
            for node in ast.walk(scope):
                if isinstance(node, (ast.List, ast.Tuple)) and node not in seen and any(map(_is_server, node.elts)):
                    seen.add(node)
                    words = self._words([*node.elts, *_grown(scope, node)])
                    if _is_command(words):
                        command = Command("code", "", self._place(node), words)
                        yield Process(name, self._place(node), command=command)

    def _words(self, elements: list[ast.expr]) -> tuple[Word, ...]:
        """Words that cannot be told come last, and twice: the first may be the application, the other any option."""
        plain = [self._word(element) for element in elements if not isinstance(element, ast.Starred)]
        opaque = [self._word(element) for element in elements if isinstance(element, ast.Starred)][:1]
        return (*plain, *opaque, *opaque)

    def _word(self, node: ast.expr) -> Word:
        place = self._place(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return Word((Part(node.value),) if node.value else (), place)
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return Word((Part(str(node.value)),), place)
        if (
            isinstance(node, (ast.Attribute, ast.Name))
            and getattr(node, "attr", getattr(node, "id", "")) == "executable"
        ):
            return Word((Part("python"),), place)
        return Word((Part(_shown(node), "opaque"),), place, split=isinstance(node, ast.Starred))

    def _place(self, node: ast.expr) -> Place:
        """The parser counts bytes, we count characters."""
        end_line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
        start = self._column(node.lineno, node.col_offset)
        return Place(self.path, node.lineno, start, end_line, self._column(end_line, end))

    def _column(self, line: int, offset: int) -> int:
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return offset + 1 if text.isascii() else len(text.encode()[:offset].decode("utf-8", "replace")) + 1


def _shown(node: ast.expr) -> str:
    return ast.unparse(node).partition("\n")[0][:80]


def _is_server(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and basename(node.value) in SERVERS


def _is_command(words: tuple[Word, ...]) -> bool:
    """Whether a server is what the words run, by its name and by what comes before and after it."""
    texts = [word.literal or "" for word in words]
    at = next((index for index, text in enumerate(texts) if basename(text) in SERVERS), None)
    if at is None or not any(_TELLING.fullmatch(text) for text in texts[at + 1 :]):
        return False
    return not at or _BEFORE.fullmatch(texts[at - 1]) is not None


def _grown(scope: ast.AST, node: ast.expr) -> Iterator[ast.expr]:
    """What the function adds later to the list that ``node`` begins, wherever it does."""
    name = _name_of(scope, node)
    for one in ast.walk(scope) if name else ():
        if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Name) and one.target.id == name:
            yield from _elements(one.value)
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in _GROWS:
            holder = one.func.value
            if one.args and isinstance(holder, ast.Name) and holder.id == name:
                yield from _elements(one.args[-1]) if one.func.attr == "extend" else (one.args[-1],)
    for one in ast.walk(scope):
        # ``[…] + options + [app]``
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add):
            first = _first(one)
            if first is node or (name and isinstance(first, ast.Name) and first.id == name):
                yield from _elements(one.right)


def _first(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.BinOp):
        node = node.left
    return node


def _name_of(scope: ast.AST, node: ast.expr) -> str:
    for one in ast.walk(scope):
        if isinstance(one, ast.Assign) and _first(one.value) is node:
            return next((target.id for target in one.targets if isinstance(target, ast.Name)), "")
        if isinstance(one, ast.AnnAssign) and one.value is node and isinstance(one.target, ast.Name):
            return one.target.id
    return ""


def _elements(node: ast.expr) -> list[ast.expr]:
    """The items of a list that is written out, else all of it as any number of words."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return node.elts
    return [ast.copy_location(ast.Starred(value=node, ctx=ast.Load()), node)]
