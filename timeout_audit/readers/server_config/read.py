"""Reads the configuration file of a server: names and the values that can be read from the text."""

from __future__ import annotations

import ast
import re

from timeout_audit.model.finding import Problem
from timeout_audit.model.launch import ALL, LaunchFile, Part, Setting, Word
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.readers.code import mentions_server
from timeout_audit.readers.code import read as code
from timeout_audit.readers.positions import place_of
from timeout_audit.readers.source import Text, decode

_TOML = re.compile(r"^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s#]+))", re.MULTILINE)
_CONVERSIONS = {"int", "float", "str"}
# What gives a function the names of the file to set, or runs another text among them.
_OUTSIDE = {"globals", "locals", "vars", "exec", "execfile"}


def read(path: str, data: bytes) -> LaunchFile | None:
    """The settings of the file, in order. Nothing of it is run."""
    source = decode(data)
    if path.endswith(".toml"):
        return LaunchFile(path, "server_config", settings=tuple(_toml(Text.of_file(path, source))))
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        problem = Problem(
            path, line, msg("the configuration file is not valid Python: {reason}", reason=type(error).__name__)
        )
        return LaunchFile(path, "server_config", problems=(problem,))
    reader = _Reader(path, source.split("\n"))
    reader.body(tree.body, certain=True)
    # ``services/gunicorn.py`` may hold the command itself.
    commands = code.read(path, data) if mentions_server(data) else None
    processes = commands.processes if commands is not None else ()
    return LaunchFile(path, "server_config", processes, settings=tuple(reader.settings))


def _toml(text: Text) -> list[Setting]:
    settings: list[Setting] = []
    for found in _TOML.finditer(text.text):
        group = next(index for index in (2, 3, 4) if found[index] is not None)
        word = Word((Part(found[group]),), text.place(*found.span(group)))
        settings.append(Setting(found[1], (word,), text.place(*found.span(1)), exported=False))
    return settings


class _Reader:
    def __init__(self, path: str, lines: list[str]) -> None:
        self.path = path
        self.lines = lines
        self.settings: list[Setting] = []
        self.known: dict[str, tuple[Part, ...]] = {}

    def body(self, statements: list[ast.stmt], *, certain: bool, depth: int = 0) -> None:
        """Assignments of a block. One that depends on a condition has an uncertain value."""
        for statement in statements:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    if isinstance(target, ast.Name):
                        self.assign(target, statement.value, certain=certain)
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                if statement.value is not None:
                    self.assign(statement.target, statement.value, certain=certain)
            elif isinstance(statement, (ast.ImportFrom, ast.Expr)):
                self.elsewhere(statement)
            elif isinstance(statement, (ast.If, ast.Try, ast.With)) and depth < 20:
                for name in ("body", "orelse", "finalbody"):
                    self.body(getattr(statement, name, []), certain=False, depth=depth + 1)

    def assign(self, target: ast.Name, value: ast.expr, *, certain: bool) -> None:
        """Keep ``name = value``."""
        parts = self.value(value) if certain else self.opaque(value)
        self.known[target.id] = parts
        self.settings.append(Setting(target.id, (Word(parts, self.place(value)),), self.place(target), exported=False))

    def elsewhere(self, statement: ast.ImportFrom | ast.Expr) -> None:
        """What another module sets: any name, or those that are imported and called like a setting."""
        if isinstance(statement, ast.ImportFrom):
            names = [one.asname or one.name for one in statement.names]
        else:
            names = [ALL] if _is_outside(statement.value) else []
        for name in names:
            if name.islower() or name == ALL:
                word = Word(self.opaque(statement), self.place(statement))
                self.settings.append(Setting(name, (word,), word.place, exported=False))

    def shown(self, node: ast.expr | ast.stmt) -> str:
        """The source of an expression, shortened to its first line."""
        place = self.place(node)
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        end = place.end_column - 1 if place.end_line == place.line else len(line)
        return line[place.column - 1 : end][:80] or "…"

    def opaque(self, node: ast.expr | ast.stmt) -> tuple[Part, ...]:
        """A value that cannot be read."""
        return (Part(self.shown(node), "opaque"),)

    def place(self, node: ast.expr | ast.stmt) -> Place:
        """The place of an expression, or of a statement."""
        return place_of(self.path, self.lines, node)

    def value(self, node: ast.expr, depth: int = 0) -> tuple[Part, ...]:
        """The parts of a value: text, an environment variable with its default, or what cannot be read."""
        if depth > 20:
            return self.opaque(node)
        if isinstance(node, ast.Constant):
            return (Part(str(node.value)),) if str(node.value) else ()
        if isinstance(node, ast.Name) and node.id in self.known:
            return self.known[node.id]
        if isinstance(node, ast.Subscript) and _is_environ(node.value) and isinstance(node.slice, ast.Constant):
            return (Part(str(node.slice.value), "variable"),)
        if isinstance(node, ast.Call):
            return self.call(node, depth) or self.opaque(node)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and len(node.values) == 2:
            first = self.value(node.values[0], depth + 1)
            if len(first) == 1 and first[0].kind == "variable" and not first[0].operator:
                return (Part(first[0].text, "variable", ":-", self.value(node.values[1], depth + 1)),)
        number = self.number(node) if isinstance(node, (ast.BinOp, ast.UnaryOp)) else None
        return self.opaque(node) if number is None else (Part(f"{number:g}"),)

    def call(self, node: ast.Call, depth: int) -> tuple[Part, ...] | None:
        """``os.getenv``, ``os.environ.get``, and conversions of what they give."""
        function = node.func
        if isinstance(function, ast.Name) and function.id in _CONVERSIONS and len(node.args) == 1:
            return self.value(node.args[0], depth + 1)
        reads = (
            (isinstance(function, ast.Attribute) and function.attr == "getenv")
            or (isinstance(function, ast.Name) and function.id == "getenv")
            or (isinstance(function, ast.Attribute) and function.attr == "get" and _is_environ(function.value))
        )
        if not reads or not node.args or not isinstance(node.args[0], ast.Constant):
            return None
        default = (
            node.args[1]
            if len(node.args) > 1
            else next((key.value for key in node.keywords if key.arg == "default"), None)
        )
        name = str(node.args[0].value)
        if default is None or (isinstance(default, ast.Constant) and default.value is None):
            return (Part(name, "variable"),)
        return (Part(name, "variable", "-", self.value(default, depth + 1)),)

    def number(self, node: ast.expr, depth: int = 0) -> float | None:
        """Arithmetic of plain numbers."""
        if depth > 20:
            return None
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return float(node.value)
        if isinstance(node, ast.Name):
            parts = self.known.get(node.id, ())
            return float(parts[0].text) if len(parts) == 1 and re.fullmatch(r"\d+(\.\d+)?", parts[0].text) else None
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self.number(node.operand, depth + 1)
            return None if inner is None else -inner
        if isinstance(node, ast.BinOp):
            left, right = self.number(node.left, depth + 1), self.number(node.right, depth + 1)
            if left is None or right is None:
                return None
            if isinstance(node.op, ast.Add):
                return left + right
            if isinstance(node.op, ast.Sub):
                return left - right
            if isinstance(node.op, ast.Mult):
                return left * right
        return None


def _is_outside(node: ast.expr) -> bool:
    """Whether an expression may set any name of the file: ``globals().update(…)``, ``configure(globals())``."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name) and node.func.id in _OUTSIDE:
        return True
    holders = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    return any(map(_is_outside, (*holders, *node.args, *(key.value for key in node.keywords))))


def _is_environ(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "environ") or (
        isinstance(node, ast.Name) and node.id == "environ"
    )
