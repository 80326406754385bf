"""Reads the commands that Python code writes as lists of words or as texts. Nothing of the code is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from posixpath import basename

from timeout_audit.model.finding import Problem
from timeout_audit.model.launch import Command, LaunchFile, Part, Process, Word
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.readers.code import RUNNERS, SERVERS, mentions_server, runs_something
from timeout_audit.readers.code.texts import Texts
from timeout_audit.readers.code.tree import Broken, parsed
from timeout_audit.readers.code.written import Variables, Written, called, names_server, split_text
from timeout_audit.readers.positions import place_of
from timeout_audit.readers.source import decode

# What tells a command from a list of loggers or packages: an option, or an application.
_TELLING = re.compile(r"--?[A-Za-z][\w-]*(?:=.*)?|[A-Za-z_][\w.]*:[A-Za-z_][\w.()]*")
_BEFORE = re.compile(r"-m|run|exec|--|sudo|nohup|env|uv|poetry|pipenv|pdm|rye|hatch|tini|dumb-init")
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "ksh", "zsh"})
_SCRIPT_FOLLOWS = re.compile(r"-[a-z]*c")
_GROWS = frozenset({"append", "extend", "insert"})

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def read(path: str, data: bytes) -> LaunchFile | None:
    """The commands of a file, each with what its function adds to it; None where there is none."""
    source = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    lines = source.split("\n")
    try:
        tree, left_out = parsed(source)
        processes = tuple(_Reader(path, source, lines, left_out).processes(tree))
    except (Broken, RecursionError) as error:
        line = error.line if isinstance(error, Broken) else 1
        return LaunchFile(path, "code", problems=(_unread(path, line),)) if runs_something(data) else None
    lost = (line for line in sorted(left_out) if mentions_server(lines[line - 1].encode()))
    problems = tuple(_unread(path, line) for line in lost)
    return LaunchFile(path, "code", processes=processes, problems=problems) if processes or problems else None


def _unread(path: str, line: int) -> Problem:
    return Problem(path, line, msg("this Python cannot parse it: a command that starts a server here is not audited"))


class _Reader:
    def __init__(self, path: str, source: str, lines: list[str], left_out: frozenset[int]) -> None:
        self.path = path
        self.lines = lines
        self.left_out = left_out
        self.texts = Texts(path, source)

    def processes(self, tree: ast.Module) -> Iterator[Process]:
        """Every list that is a command, and every text that is run as one, innermost function first."""
        seen: set[ast.AST] = set()
        functions = [node for node in ast.walk(tree) if isinstance(node, _Function)]
        variables = Variables(tree)
        for scope in (*reversed(functions), tree):
            name = scope.name if isinstance(scope, _Function) else ""
            for node in ast.walk(scope):
                if node in seen:
                    continue
                if isinstance(node, (ast.List, ast.Tuple)) and any(map(_is_server, node.elts)):
                    command = self._listed(scope, node)
                elif isinstance(node, (ast.List, ast.Tuple)) and (script := _script_of(node.elts)) is not None:
                    command = self._script(scope, node, script, variables)
                elif isinstance(node, ast.Call) and called(node) in RUNNERS:
                    command = self._written(scope, node, variables)
                else:
                    continue
                seen.add(node)
                if command is not None:
                    yield Process(name, command.place, command=command)

    def _listed(self, scope: ast.AST, node: ast.List | ast.Tuple) -> Command | None:
        words = self._words([*node.elts, *_grown(scope, node), *self._lost(node, _name_of(scope, node))])
        return Command("code", "", self._place(node), words) if _is_command(words) else None

    def _written(self, scope: ast.AST, node: ast.Call, variables: Variables) -> Command | None:
        """The command that a call is given as a text, where that names a server."""
        split = called(node) == "split"
        given = split_text(node) if split else next(iter(node.args), None)
        found = variables.written(scope, given) if given is not None else None
        if found is None:
            return None
        words = [*(_grown(scope, node) if split else ()), *self._lost(node, found.name)]
        return self._shell(found, words)

    def _script(self, scope: ast.AST, node: ast.expr, script: ast.expr, variables: Variables) -> Command | None:
        """The script that a list gives to a shell, where that names a server."""
        found = variables.written(scope, script)
        return None if found is None else self._shell(found, self._lost(node, found.name))

    def _shell(self, found: Written, words: list[ast.expr]) -> Command | None:
        text = self.texts.text(found.text, found.added, words)
        if text is None or not names_server(text.text):
            return None
        from timeout_audit.readers.commands import shell_command  # noqa: PLC0415 - 26 ms, only for a script

        return shell_command(text, "")

    def _lost(self, node: ast.expr, name: str) -> list[ast.expr]:
        """Any words, where a line was left out that belongs to an expression or names what holds it."""
        span = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        named = re.compile(rf"\b{re.escape(name)}\b") if name else None
        if not any(line in span or (named and named.search(self.lines[line - 1])) for line in self.left_out):
            return []
        return [ast.copy_location(ast.Starred(value=ast.Name("_"), ctx=ast.Load()), node)]

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
        return place_of(self.path, self.lines, node)


def _shown(node: ast.expr) -> str:
    return ast.unparse(node).partition("\n")[0][:80]


def _is_server(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and basename(node.value) in SERVERS


def _script_of(elements: list[ast.expr]) -> ast.expr | None:
    """The script in ``["sh", "-c", script]``; what stands behind it would be the arguments of the script."""
    texts = [one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else "" for one in elements[-4:]]
    *before, shell, option, _ = texts if len(texts) > 2 else ("", "", "")
    if basename(shell) not in _SHELLS or not _SCRIPT_FOLLOWS.fullmatch(option):
        return None
    return elements[-1] if not before or _BEFORE.fullmatch(before[-1]) else None


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
