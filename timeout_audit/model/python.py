"""Facts of one Python file: what the reader saw in the slices that can matter. No syntax tree, no meaning.

Scopes are dotted names inside the file: "" is the module, ``Client.get`` a method, ``f.<locals>.g`` a nested function.
"""

from __future__ import annotations

from msgspec import Struct, field

from timeout_audit.model.expression import Call, Expr
from timeout_audit.model.finding import Problem
from timeout_audit.model.place import Place
from timeout_audit.model.shared import share


class Begins(Struct, frozen=True, array_like=True):
    """That what a name stands for begins with one of some texts: in a suite, or (not ``inside``) where that is not run.

    ``name`` is dotted, or the entry of a dict (``config[url]``). ``place`` is where it is asked. A text that may stand
    ``anywhere`` is enough where it is merely held. ``alone`` says that nothing else is tested, so that the opposite
    holds in the other branch.
    """

    name: str
    texts: tuple[str, ...]
    place: Place
    inside: bool = True
    anywhere: bool = False
    alone: bool = True

    def fits(self, scheme: str) -> bool:
        """Whether a URL of a scheme may be such a text."""
        start = f"{scheme}://"
        if self.anywhere:
            return any(text in start or start in text for text in self.texts)
        return any(start.startswith(text) or text.startswith(start) for text in self.texts)

    def covers(self, scheme: str) -> bool:
        """Whether every URL of a scheme is such a text."""
        start = f"{scheme}://"
        return any(text in start if self.anywhere else start.startswith(text) for text in self.texts)


class Equals(Struct, frozen=True, array_like=True):
    """That a name is equal to one of some values: in a suite, or (not ``inside``) where that is not run.

    ``name`` may be the entry of a dict, as with ``Begins``. ``ending`` says that its text merely ends with one.
    ``folded`` says that its letters are compared as small ones. ``alone`` says that nothing else is tested, so that the
    opposite holds in the other branch.
    """

    name: str
    values: tuple[Expr, ...]
    inside: bool = True
    folded: bool = False
    alone: bool = True
    ending: bool = False


class Block(Struct, frozen=True, array_like=True):
    """A suite of statements that may or may not run: a branch, a loop body, an except clause.

    ``parent`` is the index of the enclosing block (0 is the whole scope). ``statement`` is shared by the branches of
    one compound statement, of which one runs. ``tested`` is the dotted name whose being None the branch depends on,
    ``none`` whether it is None here. ``leaves`` says that the suite always ends in return, raise, continue or break.
    ``test`` is "none" where nothing but that is tested, "truth" where it is whether it is true, "" for any other test.
    ``begins`` is what a test by ``startswith()`` or ``in`` tells. A block of the ``kind`` "choice" stands for a
    conditional expression with such a test: nothing lies inside of it. ``equals`` is what a comparison tells.
    """

    parent: int
    statement: int
    kind: str
    tested: str = ""
    none: bool = False
    leaves: bool = False
    test: str = ""
    begins: Begins | None = None
    equals: Equals | None = None

    def __post_init__(self) -> None:
        share(self, "kind", "tested")


class Import(Struct, frozen=True, array_like=True):
    """``local`` names ``target`` here: a module or a name in one, absolute and dotted. ``*`` imports everything."""

    local: str
    target: str
    scope: str
    place: Place
    block: int = 0

    def __post_init__(self) -> None:
        share(self, "local", "target", "scope")


class Binding(Struct, frozen=True, array_like=True):
    """``target = value``. ``target`` is dotted ("session", "self.session", "client.timeout").

    ``kind`` is "assign", "augment", "with", "for", "item" (``target[key] = value``), "delete" (``del target[key]``),
    "declare" (an annotation without a value) or "inner" (the variable of a comprehension or lambda, which means this
    inside ``place`` alone). "global f" is an assignment inside function ``f`` to a name of the module. The ``key`` of
    an item deeper inside (``target["a"]["b"] = value``) is the sequence of the keys that lead there.
    """

    target: str
    value: Expr
    scope: str
    place: Place
    block: int
    kind: str = "assign"
    key: Expr | None = None
    annotation: Expr | None = None

    def __post_init__(self) -> None:
        share(self, "target", "scope", "kind")


class Parameter(Struct, frozen=True, array_like=True):
    """``kind`` is "" for an ordinary parameter, "positional", "keyword", "*" or "**"."""

    name: str
    kind: str = ""
    default: Expr | None = None
    annotation: Expr | None = None


class Function(Struct, frozen=True, array_like=True):
    """A function or method. ``owner`` is the scope of its class, "" for none; ``qualname`` is the scope of its body.

    A second definition of the same name has a tick at the end of its ``qualname``. ``untouched`` are the parameters
    that the body does no more than look at: it neither reads, closes nor hands them on. ``limits`` are the calls around
    each of its yields that may limit what is done there.
    """

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
    block: int = 0
    untouched: tuple[str, ...] = ()
    limits: tuple[Call, ...] = ()


class Class(Struct, frozen=True, array_like=True):
    """A class statement. ``qualname`` is the scope of its body; ``block`` is that of a call which makes a class."""

    qualname: str
    name: str
    bases: tuple[Expr, ...]
    decorators: tuple[Expr, ...]
    place: Place
    scope: str
    block: int | None = None


class Lent(Struct, frozen=True, array_like=True):
    """A call that is given the value as its argument at ``key`` (a position or a keyword)."""

    place: Place
    key: int | str


class Left(Struct, frozen=True, array_like=True):
    """Where an ordinary path leaves a value open.

    ``when`` is that path's condition as source text, "" for every path. ``error`` says that it is the name of an
    exception instead, whose handler leaves it. ``checked`` says that only a failed check of the status
    (``raise_for_status()``) leads there.
    """

    place: Place
    when: str = ""
    error: bool = False
    checked: bool = False


class Fate(Struct, frozen=True, array_like=True):
    """What becomes of the value of a call inside its function.

    ``held`` is the name it was given, "" where it was never named. ``used`` lists the attributes and methods reached
    on it, in order of appearance. ``handed`` says that it was returned, yielded, stored, passed on or entered with
    ``with``: somebody else answers for it. ``left`` is where an ordinary path leaves it open: a response neither read
    to its end nor closed, a client not closed; None where there is no such path.

    ``lent`` are the calls that are given it, and that may close it; ``kept`` is what ``left`` is if none of them does.
    ``lost`` says that the paths of the function are too many: whether it is left open is not known.
    """

    held: str = ""
    used: tuple[str, ...] = ()
    handed: bool = False
    dropped: bool = False
    left: Left | None = None
    lent: tuple[Lent, ...] = ()
    kept: Left | None = None
    lost: bool = False


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

    def __post_init__(self) -> None:
        share(self, "scope")


class Leads(Struct, frozen=True, array_like=True):
    """The names of a file that may lead to a wait, as far as it can be said before its calls are followed.

    What is reached through one of ``names`` may. ``held`` are names of objects of the project that have such methods;
    the methods are among the ``names``. ``answering`` are those of them that may give a response. ``local`` are
    variables that lead to a wait, by the function or method of the module that they stand in.
    """

    names: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    answering: frozenset[str] = frozenset()
    local: dict[str, frozenset[str]] = field(default_factory=dict)

    def at(self, scope: str) -> frozenset[str]:
        """The names that lead somewhere in a scope."""
        # A function inside of another is read with it, and so is a second one of the same name.
        outer = scope.partition(".<locals>")[0].replace("'", "")
        return self.names | self.local.get(outer, frozenset())


class PythonFile(Struct, frozen=True, array_like=True):
    """All facts of one file. ``leads`` is None where any name may lead to a wait."""

    path: str
    imports: tuple[Import, ...] = ()
    bindings: tuple[Binding, ...] = ()
    functions: tuple[Function, ...] = ()
    classes: tuple[Class, ...] = ()
    calls: tuple[CallSite, ...] = ()
    blocks: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    leads: Leads | None = None
