"""What one call tells of the objects that go through it: what runs, and what it is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.catalogue.forwarders import POSTPONING, Forwarder, forwarding
from timeout_audit.readers.python.atoms import ANY, Atoms, atoms, dotted, looked_up
from timeout_audit.readers.python.variables import Variables

GIVING = ("add_", "register", "set_", "provide", "bind")
"""How the methods begin by which frameworks are told to give an attribute."""


class Called(Struct, frozen=True):
    """A call: ``chain`` is its dotted name, ``attributes`` what it is reached through, ``root`` the first name.

    ``naming`` is the attribute that a framework is told of, as in ``add_request_method(factory, name="http")``.

    ``callees`` are the dotted names of what runs. ``handed`` are the objects given to it, by position or keyword.
    ``spread`` says that ``*`` or ``**`` passes parameters on; ``passed`` are those that other arguments do, each with
    its position or keyword. ``bases`` are those of the class, where what it inherits is called. ``kept`` are the attributes of self that are passed on, each with its keyword ("" behind
    ``**``). Both are passed on by the variables that are made from them, too.
    """

    chain: str
    attributes: tuple[str, ...]
    root: str
    callees: tuple[str, ...]
    handed: tuple[tuple[str | int, Atoms], ...]
    spread: bool
    passed: tuple[tuple[str | int, str], ...]
    naming: str = ""
    bases: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()


def called_by(node: ast.Call, variables: Variables, bases: tuple[str, ...]) -> Called:
    """What a call tells, in a function with these variables, of a class with these bases."""
    handed: list[tuple[str | int, Atoms]] = []
    passed: list[tuple[str | int, str]] = []
    spread = False
    for index, value in enumerate(node.args):
        mentioned = variables.parameters_in(value)
        if isinstance(value, ast.Starred):
            spread = spread or bool(mentioned)
        else:
            passed += [(index, name) for name in mentioned]
        if found := atoms(value):
            handed.append((index, found))
    for keyword in node.keywords:
        if variables.has_parameters and keyword.arg is None and isinstance(keyword.value, ast.Name):
            # A dict of the function may have taken in what it was given.
            spread = True
        mentioned = variables.parameters_in(keyword.value)
        spread = spread or (keyword.arg is None and bool(mentioned))
        passed += [(keyword.arg or "", name) for name in mentioned]
        if keyword.arg and (found := atoms(keyword.value)):
            handed.append((keyword.arg, found))
    kept = [(one.arg or "", attribute) for one in node.keywords for attribute in variables.attributes_in(one.value)]
    callee = looked_up(node.func) or node.func
    attributes, root = _reached(callee)
    return Called(
        chain=dotted(callee),
        attributes=attributes,
        root=root,
        callees=() if attributes[:1] == (ANY,) else _callees(callee, bases),
        handed=tuple(handed),
        spread=spread,
        passed=tuple(passed),
        naming=_naming(node) if attributes and attributes[0].startswith(GIVING) else "",
        bases=bases if root == "super" else (),
        kept=tuple(kept),
    )


def asked_for(node: ast.Call) -> Iterator[ast.Call]:
    """The call that somebody else is asked to make: ``submit(get, url)``, ``fetch.delay(url)``."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else dotted(node.func)
    forwards = forwarding(name)
    if forwards is not None and not forwards.each:
        yield from _forwarded(node, forwards)
    named = {one.arg: one.value for one in node.keywords if one.arg in ("target", "args")}
    if "target" in named:
        yield ast.Call(named["target"], getattr(named.get("args"), "elts", []), [])
    if isinstance(node.func, ast.Attribute) and name in POSTPONING:
        yield _postponed(node, node.func.value, packed=POSTPONING[name].packed)


def _forwarded(node: ast.Call, forwards: Forwarder) -> Iterator[ast.Call]:
    """The call of a function that is an argument, with those that follow it."""
    for position in forwards.positions:
        given = node.args[position:]
        if given and not (forwards.commands and given[1:]):
            yield ast.Call(given[0], given[1:], node.keywords if forwards.keywords else [])


def _postponed(node: ast.Call, task: ast.expr, *, packed: bool) -> ast.Call:
    """The call of a task's function that a method of it asks for; ``packed``: by a tuple and a dict."""
    if not packed:
        return ast.Call(task, node.args, node.keywords)
    named = {one.arg: one.value for one in node.keywords if one.arg in ("args", "kwargs")}
    ordered, keywords = (*node.args[:2], None, None)[:2]
    ordered, keywords = ordered or named.get("args"), keywords or named.get("kwargs")
    entries = zip(keywords.keys, keywords.values, strict=True) if isinstance(keywords, ast.Dict) else ()
    texts = [(key.value, value) for key, value in entries if isinstance(key, ast.Constant)]
    passed = [ast.keyword(name, value) for name, value in texts if isinstance(name, str)]
    return ast.Call(task, getattr(ordered, "elts", []), passed)


def _naming(node: ast.Call) -> str:
    """The one name in text that a call is given."""
    texts = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg in ("name", "property"))]
    names = [one.value for one in texts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return names[0] if len(names) == 1 and names[0].isidentifier() else ""


def _reached(callee: ast.expr) -> tuple[tuple[str, ...], str]:
    """The attributes that a callee is reached through, and the name that it begins with."""
    found: list[str] = []
    while isinstance(callee, ast.Attribute):
        found.append(callee.attr)
        callee = callee.value
        if isinstance(callee, ast.Call):
            callee = callee.func
    return tuple(found), callee.id if isinstance(callee, ast.Name) else ""


def _callees(callee: ast.expr, bases: tuple[str, ...]) -> tuple[str, ...]:
    """The dotted names of a callee; ``super().__init__`` is the constructors of the bases."""
    if (
        isinstance(callee, ast.Attribute)
        and isinstance(callee.value, ast.Call)
        and dotted(callee.value.func) == "super"
    ):
        return bases if callee.attr == "__init__" else (f"self.{callee.attr}",)
    name = dotted(callee)
    return (name,) if name else ()
