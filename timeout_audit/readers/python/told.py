"""What one statement tells of the objects that go through it.

It is read from the tree once, and asked as often as names are learned.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from typing import Any

from msgspec import Struct

from timeout_audit.readers.python.atoms import Atoms, annotation_atoms, atoms, configured, dotted, handed_to
from timeout_audit.readers.python.callings import Called, asked_for, called_by
from timeout_audit.readers.python.plain_data import is_plain
from timeout_audit.readers.python.variables import Variables

_CONTAINERS = frozenset({"ContextVar", "TTLCache", "WeakValueDictionary"})


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


class Told(Struct):
    """What a unit tells. For a function, its parameters with their annotations come first; ``open`` is that of ``**``.

    ``containers`` are the last names of what holds objects alone, ``decorated`` is what the decorators of a function
    give. ``bases`` are those of a class, or of the classes inside of a function. ``plain`` says that a function is
    annotated to give mere data.
    """

    stored: list[Stored]
    called: list[Called]
    results: list[Atoms]
    shared: set[str]
    parameters: dict[str, Atoms]
    ordered: tuple[str, ...]
    named: frozenset[str]
    annotation: Atoms
    bases: tuple[tuple[str, Atoms], ...]
    containers: set[str]
    open: str = ""
    decorated: Atoms = ()
    plain: bool = False


def tell(node: ast.stmt, bases: tuple[str, ...], *, whole: bool) -> Told:
    """What a statement tells. ``bases`` are those of the class around it; ``whole`` takes the body of a class in."""
    told = Told([], [], [], set(), {}, (), frozenset(), (), (), set())
    if isinstance(node, ast.ClassDef):
        told.bases = tuple((dotted(base), atoms(base)) for base in node.bases)
        for inner in node.body if whole else ():
            _walk(inner, told, Variables(), ())
        return told
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        _signature(node, told)
        told.decorated = tuple(atom for one in node.decorator_list for atom in atoms(_called(one)))
    _walk(node, told, Variables(told.parameters, told.open), bases)
    return told


def _called(decorator: ast.expr) -> ast.expr:
    """What a decorator gives: one that is written without arguments is called with the function."""
    return decorator if isinstance(decorator, ast.Call) else ast.Call(decorator, [], [])


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
    told.open = given.kwarg.arg if given.kwarg else ""
    told.annotation = annotation_atoms(node.returns)
    told.plain = is_plain(node.returns)


def _walk(node: ast.AST, told: Told, variables: Variables, bases: tuple[str, ...]) -> None:
    pending = [node]
    while pending:
        one = pending.pop()
        kind: Any = type(one)
        if kind in _SILENT:
            continue
        if isinstance(one, ast.ClassDef) and one is not node:
            _walk_class(one, told, variables)
            pending += [*one.keywords, *one.bases, *one.decorator_list]
            continue
        collect = _COLLECT.get(kind)
        if collect is not None:
            collect(one, told)
            if isinstance(one, _ASSIGNMENTS):
                variables.assign(one)
        elif isinstance(one, ast.Call):
            told.called += [called_by(call, variables, bases) for call in (one, *asked_for(one))]
        for name in _below(kind):
            value = getattr(one, name, None)
            if type(value) is list:
                pending += value[::-1]
            elif value is not None:
                pending.append(value)


def _walk_class(node: ast.ClassDef, told: Told, variables: Variables) -> None:
    """A class inside of a function is as good as its bases, and what its methods inherit is theirs."""
    bases = [(dotted(base), atoms(base)) for base in node.bases]
    told.bases += tuple(bases)
    told.stored.append(Stored(node.name, False, False, "", tuple(one for _, base in bases for one in base)))
    for inner in node.body:
        _walk(inner, told, variables, tuple(name for name, _ in bases if name))


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
_ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.NamedExpr)
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
}


def _store(target: ast.expr, value: ast.expr | None, told: Told, annotation: Atoms = ()) -> None:
    if isinstance(target, (ast.Name, ast.Attribute)) and _is_container(value):
        told.containers.add(target.id if isinstance(target, ast.Name) else target.attr)
    values = (*atoms(value), *annotation)
    if values:
        _store_in(target, values, () if value is None else handed_to(value), told, item=False)


def _is_container(value: ast.expr | None) -> bool:
    """Whether an expression makes something that holds objects alone: in a dict of data one may be anywhere."""
    if isinstance(value, ast.Dict):
        return bool(value.values) and all(isinstance(one, ast.Call) for one in value.values)
    if isinstance(value, ast.DictComp):
        return isinstance(value.value, ast.Call)
    return isinstance(value, ast.Call) and dotted(value.func).rpartition(".")[2] in _CONTAINERS


def _store_in(target: ast.expr, values: Atoms, handed: Atoms, told: Told, *, item: bool) -> None:
    if isinstance(target, ast.Name):
        told.stored.append(Stored(target.id, False, False, "", values, item, handed))
    elif isinstance(target, (ast.Tuple, ast.List)):
        for one in target.elts:
            _store_in(one, values, handed, told, item=item)
    elif (entry := configured(target)) is not None:
        told.stored.append(Stored(entry.attr, True, False, "", values))
        _store_in(entry.value, values, handed, told, item=True)
    elif isinstance(target, (ast.Subscript, ast.Starred)):
        _store_in(target.value, values, handed, told, item=item or isinstance(target, ast.Subscript))
    elif isinstance(target, ast.Attribute):
        holder = target.value
        on = holder.attr if isinstance(holder, ast.Attribute) else holder.id if isinstance(holder, ast.Name) else ""
        on_self = isinstance(holder, ast.Name) and on in ("self", "cls")
        told.stored.append(Stored(target.attr, True, on_self, on, values, item, handed))
