"""What one statement tells of the objects that go through it.

It is read from the tree once, and asked as often as names are learned.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from msgspec import Struct

from timeout_audit.catalogue.forwarders import FORWARDERS
from timeout_audit.readers.python.atoms import ANY, Atoms, annotation_atoms, atoms, dotted, handed_to, looked_up

GIVING = ("add_", "register", "set_", "provide", "bind")
"""How the methods begin by which frameworks are told to give an attribute."""


class Stored(Struct, frozen=True):
    """``target = value``: ``name`` is a bare name or the last attribute, ``holder`` what the attribute hangs on.

    ``attribute`` says which of both; ``on`` is the last name of the holder ("self"). An ``item`` of it is set, not the
    thing itself. ``handed`` is what the calls that make the value are given.
    """

    name: str
    attribute: bool
    on_self: bool
    on: str
    values: Atoms
    item: bool = False
    handed: Atoms = ()


class Called(Struct, frozen=True):
    """A call: ``chain`` is its dotted name, ``attributes`` what it is reached through, ``root`` the first name.

    ``naming`` is the attribute that a framework is told of, as in ``add_request_method(factory, name="http")``.

    ``callees`` are the dotted names of what runs. ``handed`` are the objects given to it, by position or keyword.
    ``spread`` says that ``*`` or ``**`` passes parameters on, ``positional`` and ``keywords`` which others do. ``kept``
    are the attributes of self that are passed on, each with its keyword ("" behind ``**``).
    """

    chain: str
    attributes: tuple[str, ...]
    root: str
    callees: tuple[str, ...]
    handed: tuple[tuple[str | int, Atoms], ...]
    spread: bool
    positional: bool
    keywords: tuple[str, ...]
    naming: str = ""
    kept: tuple[tuple[str, str], ...] = ()


class Told(Struct):
    """What a unit tells. For a function, its parameters with their annotations come first."""

    stored: list[Stored]
    called: list[Called]
    results: list[Atoms]
    shared: set[str]
    parameters: dict[str, Atoms]
    ordered: tuple[str, ...]
    named: frozenset[str]
    annotation: Atoms
    bases: tuple[tuple[str, Atoms], ...]


def tell(node: ast.stmt, bases: tuple[str, ...], *, whole: bool) -> Told:
    """What a statement tells. ``bases`` are those of the class around it; ``whole`` takes the body of a class in."""
    told = Told([], [], [], set(), {}, (), frozenset(), (), ())
    if isinstance(node, ast.ClassDef):
        told.bases = tuple((dotted(base), atoms(base)) for base in node.bases)
        for inner in node.body if whole else ():
            _walk(inner, told, frozenset(), ())
        return told
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        _signature(node, told)
    _walk(node, told, frozenset(told.parameters), bases)
    return told


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef, told: Told) -> None:
    given = node.args
    ordered = [*given.posonlyargs, *given.args]
    every = [*ordered, *given.kwonlyargs, *(one for one in (given.vararg, given.kwarg) if one)]
    told.parameters = {one.arg: annotation_atoms(one.annotation) for one in every if one.arg not in ("self", "cls")}
    optional = ordered[len(ordered) - len(given.defaults) :] + given.kwonlyargs
    for one, default in zip(optional, [*given.defaults, *given.kw_defaults], strict=True):
        if one.arg in told.parameters:
            told.parameters[one.arg] += atoms(default)
    told.ordered = tuple(one.arg for one in ordered)
    told.named = frozenset(one.arg for one in given.kwonlyargs)
    told.annotation = annotation_atoms(node.returns)


def _walk(node: ast.AST, told: Told, parameters: frozenset[str], bases: tuple[str, ...]) -> None:
    pending = [node]
    while pending:
        one = pending.pop()
        kind: Any = type(one)
        if kind in _SILENT:
            continue
        collect = _COLLECT.get(kind)
        if collect is not None:
            collect(one, told)
        elif isinstance(one, ast.Call):
            told.called += [_called(call, parameters, bases) for call in (one, *_asked_for(one))]
        for name in _below(kind):
            value = getattr(one, name, None)
            if type(value) is list:
                pending += value[::-1]
            elif value is not None:
                pending.append(value)


@cache
def _below(kind: Any) -> tuple[str, ...]:
    """The fields of a kind of node that hold code, the last first; () for what is no node."""
    return tuple(name for name in reversed(getattr(kind, "_fields", ())) if name not in _NO_CODE)


_NO_CODE = frozenset(
    {
        *("ctx", "op", "ops", "type_comment", "type_ignores", "kind", "conversion", "simple", "is_async", "level"),
        *("name", "attr", "arg", "id", "module", "names", "rest", "kwd_attrs", "cls_name", "type_params"),
    }
)
_SILENT = frozenset({ast.Name, ast.Constant, ast.Load, ast.Store, ast.Del, ast.Import, ast.ImportFrom, ast.Pass})


# -- statements ------------------------------------------------------------------------------------------------------


def _assign(node: ast.Assign, told: Told) -> None:
    for target in node.targets:
        if isinstance(target, (ast.Tuple, ast.List)) and isinstance(node.value, (ast.Tuple, ast.List)):
            for one, value in zip(target.elts, node.value.elts, strict=False):
                _store(one, value, told)
        else:
            _store(target, node.value, told)


def _declare(node: ast.AnnAssign, told: Told) -> None:
    _store(node.target, node.value, told, annotation_atoms(node.annotation))


def _name_inside(node: ast.NamedExpr, told: Told) -> None:
    _store(node.target, node.value, told)


def _enter(node: ast.withitem, told: Told) -> None:
    if node.optional_vars is not None:
        _store(node.optional_vars, node.context_expr, told)


def _define(node: ast.ClassDef, told: Told) -> None:
    """A class inside of a function is as good as its bases."""
    told.stored.append(Stored(node.name, False, False, "", tuple(one for base in node.bases for one in atoms(base))))


def _iterate(node: ast.For | ast.AsyncFor | ast.comprehension, told: Told) -> None:
    _store(node.target, node.iter, told)


def _return(node: ast.Return | ast.Yield, told: Told) -> None:
    if node.value is not None and (found := atoms(node.value)):
        told.results.append(found)


def _share(node: ast.Global, told: Told) -> None:
    told.shared.update(node.names)


_COLLECT: dict[type[ast.AST], Callable[[Any, Told], None]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _declare,
    ast.NamedExpr: _name_inside,
    ast.withitem: _enter,
    ast.For: _iterate,
    ast.AsyncFor: _iterate,
    ast.comprehension: _iterate,
    ast.Return: _return,
    ast.Yield: _return,
    ast.Global: _share,
    ast.ClassDef: _define,
}


def _store(target: ast.expr, value: ast.expr | None, told: Told, annotation: Atoms = ()) -> None:
    values = (*atoms(value), *annotation)
    if values:
        _store_in(target, values, () if value is None else handed_to(value), told, item=False)


def _store_in(target: ast.expr, values: Atoms, handed: Atoms, told: Told, *, item: bool) -> None:
    if isinstance(target, ast.Name):
        told.stored.append(Stored(target.id, False, False, "", values, item, handed))
    elif isinstance(target, (ast.Tuple, ast.List)):
        for one in target.elts:
            _store_in(one, values, handed, told, item=item)
    elif isinstance(target, (ast.Subscript, ast.Starred)):
        _store_in(target.value, values, handed, told, item=item or isinstance(target, ast.Subscript))
    elif isinstance(target, ast.Attribute):
        holder = target.value
        on = holder.attr if isinstance(holder, ast.Attribute) else holder.id if isinstance(holder, ast.Name) else ""
        on_self = isinstance(holder, ast.Name) and on in ("self", "cls")
        told.stored.append(Stored(target.attr, True, on_self, on, values, item, handed))


# -- calls -----------------------------------------------------------------------------------------------------------


def _called(node: ast.Call, parameters: frozenset[str], bases: tuple[str, ...]) -> Called:
    handed: list[tuple[str | int, Atoms]] = []
    spread = positional = False
    keywords: list[str] = []
    for index, value in enumerate(node.args):
        starred = isinstance(value, ast.Starred)
        if parameters and _mentions(value, parameters):
            spread, positional = spread or starred, positional or not starred
        if found := atoms(value):
            handed.append((index, found))
    for keyword in node.keywords:
        if parameters and keyword.arg is None and isinstance(keyword.value, ast.Name):
            # A dict of the function may have taken in what it was given.
            spread = True
        if parameters and _mentions(keyword.value, parameters):
            spread = spread or keyword.arg is None
            keywords.append(keyword.arg or "")
        if keyword.arg and (found := atoms(keyword.value)):
            handed.append((keyword.arg, found))
    kept = [(one.arg or "", attribute) for one in node.keywords for attribute in _of_self(one.value)]
    callee = looked_up(node.func) or node.func
    attributes, root = _reached(callee)
    return Called(
        chain=dotted(callee),
        attributes=attributes,
        root=root,
        callees=() if attributes[:1] == (ANY,) else _callees(callee, bases),
        handed=tuple(handed),
        spread=spread,
        positional=positional,
        keywords=tuple(keywords),
        naming=_naming(node) if attributes and attributes[0].startswith(GIVING) else "",
        kept=tuple(kept),
    )


def _asked_for(node: ast.Call) -> Iterator[ast.Call]:
    """The call that somebody else is asked to make: ``submit(get, url)``, ``Thread(target=get, args=(url,))``."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else dotted(node.func)
    forwards = FORWARDERS.get(name)
    if forwards is not None and not forwards.each and len(node.args) > forwards.position:
        first, *rest = node.args[forwards.position :]
        yield ast.Call(first, rest, node.keywords if forwards.keywords else [])
    named = {one.arg: one.value for one in node.keywords if one.arg in ("target", "args")}
    if "target" in named:
        yield ast.Call(named["target"], getattr(named.get("args"), "elts", []), [])


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


def _of_self(node: ast.expr) -> tuple[str, ...]:
    """The attributes of self that an expression mentions."""
    if isinstance(node, (ast.Name, ast.Constant)):
        return ()
    inner = (one for one in ast.walk(node) if isinstance(one, ast.Attribute))
    return tuple(one.attr for one in inner if isinstance(one.value, ast.Name) and one.value.id == "self")


def _mentions(node: ast.expr, names: frozenset[str]) -> bool:
    if isinstance(node, (ast.Name, ast.Constant)):
        return isinstance(node, ast.Name) and node.id in names
    return any(isinstance(inner, ast.Name) and inner.id in names for inner in ast.walk(node))
