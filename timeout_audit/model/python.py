"""Facts of one Python file: what the reader saw in the slices that can matter. No syntax tree, no meaning.

Scopes are dotted names inside the file: "" is the module, ``Client.get`` a method, ``f.<locals>.g`` a nested function.
"""

from __future__ import annotations

from msgspec import Struct, field

from timeout_audit.model.expression import Call, Expr
from timeout_audit.model.finding import Problem
from timeout_audit.model.place import Place


class Block(Struct, frozen=True, array_like=True):
    """A suite of statements that may or may not run: a branch, a loop body, an except clause.

    ``parent`` is the index of the enclosing block (0 is the whole scope). ``statement`` is shared by the branches of
    one compound statement, of which one runs. ``tested`` is the dotted name whose being None the branch depends on,
    ``none`` whether it is None here. ``leaves`` says that the suite always ends in return, raise, continue or break.
    """

    parent: int
    statement: int
    kind: str
    tested: str = ""
    none: bool = False
    leaves: bool = False


class Import(Struct, frozen=True, array_like=True):
    """``local`` names ``target`` here: a module or a name in one, absolute and dotted. ``*`` imports everything."""

    local: str
    target: str
    scope: str
    place: Place
    block: int = 0


class Binding(Struct, frozen=True, array_like=True):
    """``target = value``. ``target`` is dotted ("session", "self.session", "client.timeout").

    ``kind`` is "assign", "augment", "with", "for", "item" (``target[key] = value``), "delete" or "declare" (an
    annotation without a value). "global f" is an assignment inside function ``f`` to a name of the module.
    """

    target: str
    value: Expr
    scope: str
    place: Place
    block: int
    kind: str = "assign"
    key: Expr | None = None
    annotation: Expr | None = None


class Parameter(Struct, frozen=True, array_like=True):
    """``kind`` is "" for an ordinary parameter, "positional", "keyword", "*" or "**"."""

    name: str
    kind: str = ""
    default: Expr | None = None
    annotation: Expr | None = None


class Function(Struct, frozen=True, array_like=True):
    """A function or method. ``owner`` is the scope of its class, "" for none; ``qualname`` is the scope of its body."""

    qualname: str
    name: str
    owner: str
    parameters: tuple[Parameter, ...]
    decorators: tuple[Expr, ...]
    annotation: Expr | None
    returns: tuple[tuple[Expr, Place, int], ...]
    yields: tuple[tuple[Expr, Place, int], ...]
    is_async: bool
    place: Place
    scope: str


class Class(Struct, frozen=True, array_like=True):
    """A class statement. ``qualname`` is the scope of its body."""

    qualname: str
    name: str
    bases: tuple[Expr, ...]
    decorators: tuple[Expr, ...]
    place: Place
    scope: str


class Fate(Struct, frozen=True, array_like=True):
    """What becomes of the value of a call inside its function.

    ``held`` is the name it was given, "" where it was never named. ``used`` lists the attributes and methods reached
    on it, in order of appearance. ``handed`` says that it was returned, yielded, stored, passed on or entered with
    ``with``: somebody else answers for it. ``open_at`` is where an ordinary path leaves it neither read to its end nor
    closed, ``open_when`` that path's condition as source text ("" for every path); None where there is no such path.
    """

    held: str = ""
    used: tuple[str, ...] = ()
    handed: bool = False
    dropped: bool = False
    open_at: Place | None = None
    open_when: str = ""


class CallSite(Struct, frozen=True, array_like=True):
    """A call where it stands. ``managed`` says that it is the subject of a ``with``.

    ``within`` are the calls around it that may limit what is awaited: ``asyncio.timeout(5)``, ``wait_for(…, 5)``.
    """

    call: Call
    scope: str
    block: int
    fate: Fate = Fate()
    managed: bool = False
    awaited: bool = False
    within: tuple[Call, ...] = ()


class PythonFile(Struct, frozen=True, array_like=True):
    """All facts of one file."""

    path: str
    imports: tuple[Import, ...] = ()
    bindings: tuple[Binding, ...] = ()
    functions: tuple[Function, ...] = ()
    classes: tuple[Class, ...] = ()
    calls: tuple[CallSite, ...] = ()
    blocks: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
