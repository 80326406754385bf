"""What an expression may be, as far as names tell: read from its tree alone."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import Struct

_THROUGH = frozenset(
    {
        *("partial", "partialmethod", "Depends", "cast", "field", "wraps", "closing", "aclosing", "nullcontext"),
        *("enter_context", "enter_async_context", "staticmethod", "sync_to_async", "async_to_sync"),
        *("create_task", "ensure_future", "gather", "shield", "to_thread", "wait_for"),
    }
)
"""Calls that give what they are given."""


ANY = "*"
"""The attribute that ``getattr`` gives under a name that is not written there."""

_HOLDER_AND_NAME = 2
_CONFIGURATION = "config"
_NAME_BASES_AND_MEMBERS = 3


class Atom(Struct, frozen=True, gc=False):
    """Something that an expression may be: a chain of names, an attribute of anything, or what a call of it gives.

    ``chain`` is the dotted name, "" where it begins with something else; ``attribute`` its last part where it is an
    attribute, ``holder`` the bare name that the attribute hangs on. ``given`` are the arguments of a call that gives
    what it is given, or the call that an attribute hangs on; ``on`` is the call that a method hangs on. ``bare`` says
    that the call is given nothing.
    """

    chain: str
    attribute: str = ""
    holder: str = ""
    called: bool = False
    given: tuple[Atom, ...] | None = None
    on: tuple[Atom, ...] = ()
    bare: bool = False


Atoms = tuple[Atom, ...]


def dotted(node: ast.expr) -> str:
    """``a.b.c`` as text; "" where the node is not a chain of names."""
    if type(node) is ast.Name:
        return node.id
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))


def atoms(node: ast.expr | None) -> Atoms:
    """What an expression may be."""
    return _atoms(node, quoted=False)


def annotation_atoms(node: ast.expr | None) -> Atoms:
    """What an annotation makes of a thing: what a call of the class gives. Parts of it may stand in quotes."""
    return _atoms(node, quoted=True, made=True)


def _atoms(node: ast.expr | None, *, quoted: bool, made: bool = False) -> Atoms:
    found: list[Atom] = []
    pending: list[ast.expr | None] = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, ast.Name):
            found.append(Atom(one.id, called=made))
        elif isinstance(one, ast.Constant):
            if quoted and isinstance(one.value, str):
                pending.append(unquoted(one.value))
        elif isinstance(one, ast.Attribute):
            holder = one.value.id if isinstance(one.value, ast.Name) else ""
            chain = dotted(one)
            given = None if chain else _atoms(one.value, quoted=False) or None
            found.append(Atom(chain, one.attr, holder, called=made, given=given))
        elif isinstance(one, ast.Call):
            found.append(_result(one))
        elif made and isinstance(one, ast.Subscript) and (dotted(one.value) or "").rpartition(".")[2] == "Callable":
            # What a function is given it is not; what it gives, a call of it is.
            pending += one.slice.elts[1:] if isinstance(one.slice, ast.Tuple) else ()
        elif (parts := _PARTS.get(type(one))) is not None:
            pending.extend(parts(one))
    return tuple(found)


_PARTS: dict[type[ast.expr | None], Callable[[Any], Iterable[ast.expr | None]]] = {
    ast.Await: lambda node: (node.value,),
    ast.NamedExpr: lambda node: (node.value,),
    ast.Starred: lambda node: (node.value,),
    ast.IfExp: lambda node: (node.body, node.orelse),
    ast.BoolOp: lambda node: node.values,
    ast.BinOp: lambda node: (node.left, node.right),
    ast.Subscript: lambda node: (node.value, node.slice, configured(node)),
    ast.Tuple: lambda node: node.elts,
    ast.List: lambda node: node.elts,
    ast.Dict: lambda node: node.values,
    ast.ListComp: lambda node: (node.elt,),
    ast.GeneratorExp: lambda node: (node.elt,),
    ast.DictComp: lambda node: (node.value,),
}


def unquoted(text: str) -> ast.expr | None:
    """The expression of an annotation in quotes; None where it is none."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def handed_to(node: ast.expr) -> Atoms:
    """What is given to the calls that an expression may be."""
    found: list[Atom] = []
    pending: list[ast.expr | None] = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, ast.Call):
            found += _given(one)
        elif (parts := _PARTS.get(type(one))) is not None:
            pending.extend(parts(one))
    return tuple(found)


def _result(node: ast.Call) -> Atom:
    callee = node.func
    chain = dotted(callee)
    if (found := looked_up(node) if chain == "getattr" else configured(node)) is not None:
        holder = found.value.id if isinstance(found.value, ast.Name) else ""
        return Atom(dotted(found), found.attr, holder)
    if not isinstance(callee, ast.Attribute):
        given = _given(node) if isinstance(callee, ast.Name) and _gives_what_it_is_given(callee.id, node) else None
        return Atom(chain, called=True, given=given)
    holder = callee.value.id if isinstance(callee.value, ast.Name) else ""
    given = None
    if callee.attr in _THROUGH:
        given = _given(node)
    elif callee.attr in ("__enter__", "__aenter__") and isinstance(callee.value, (ast.Call, ast.Name)):
        given = _atoms(callee.value, quoted=False)
    on = (_result(callee.value),) if given is None and isinstance(callee.value, ast.Call) else ()
    bare = not (node.args or node.keywords)
    return Atom(chain, callee.attr, holder, called=True, given=given, on=on, bare=bare)


def _gives_what_it_is_given(name: str, node: ast.Call) -> bool:
    """Whether a function is one of those; ``type("Name", (Base,), {})`` is as good as the bases."""
    return name in _THROUGH or (name == "type" and len(node.args) == _NAME_BASES_AND_MEMBERS)


def is_error(name: str) -> bool:
    """Whether a class is an exception, by its name."""
    return name.endswith(("Error", "Exception", "Warning"))


def is_shape(values: Atoms) -> bool:
    """Whether an expression makes a class by ``namedtuple``."""
    return any(atom.called and atom.chain.rpartition(".")[2] == "namedtuple" for atom in values)


def looked_up(node: ast.expr) -> ast.Attribute | None:
    """``getattr(holder, name)`` as the attribute that it is, ``ANY`` where its name is no text that stands there."""
    if not isinstance(node, ast.Call) or dotted(node.func) != "getattr" or len(node.args) < _HOLDER_AND_NAME:
        return None
    holder, name = node.args[:_HOLDER_AND_NAME]
    attribute = name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ANY
    return ast.Attribute(holder, attribute, ast.Load())


def configured(node: ast.expr) -> ast.Attribute | None:
    """An entry of a configuration, ``app.config["KEY"]`` or ``app.config.get("KEY")``, as an attribute of it."""
    if isinstance(node, ast.Subscript):
        holder, key = node.value, node.slice
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        holder, key = node.func.value, node.args[0]
    else:
        return None
    name = holder.attr if isinstance(holder, ast.Attribute) else holder.id if isinstance(holder, ast.Name) else ""
    text = key.value if isinstance(key, ast.Constant) and name == _CONFIGURATION else None
    return ast.Attribute(holder, as_entry(text), ast.Load()) if isinstance(text, str) and text.isupper() else None


def as_entry(key: str) -> str:
    """The name under which an entry of a configuration is known."""
    return f"[{key}]"


def written(key: str) -> tuple[str, ...]:
    """How an entry of a configuration is read."""
    forms = (f"{_CONFIGURATION}[%s]", f"{_CONFIGURATION}.get(%s")
    return tuple(form % quote.join(("", key, "")) for form in forms for quote in "\"'")


def key_of(text: str) -> str:
    """The key of an entry of a configuration that is read so; "" for any other text."""
    return text.replace('"', "'").partition("'")[2].partition("'")[0]


def _given(node: ast.Call) -> Atoms:
    values: Sequence[ast.expr] = [*node.args, *(keyword.value for keyword in node.keywords)]
    return tuple(atom for value in values for atom in _atoms(value, quoted=True))
