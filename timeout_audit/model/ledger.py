"""What linking asked of the repository: what was judged of its Python files holds while that is answered the same."""

from __future__ import annotations

from msgspec import Struct, field

from timeout_audit.model.finding import Problem
from timeout_audit.model.wait import Bound, Wait


class Judged(Struct, frozen=True, array_like=True):
    """What was judged of the Python files: their waits, what could not be read or judged.

    ``limits`` are what settings of some names say of workers that are launched, as far as that was asked.
    """

    waits: tuple[Wait, ...]
    problems: tuple[Problem, ...]
    limits: tuple[tuple[tuple[str, ...], Bound | None], ...] = ()


class Question(Struct, frozen=True, array_like=True):
    """What was asked of one file: for the definition of a dotted name, or (``mentions``) for what mentions a name.

    ``answered`` says that there was any.
    """

    name: str
    mentions: bool
    answered: bool


class Ledger(Struct, array_like=True):
    """The facts that were given to the linker, and what it asked for beyond them.

    ``everything`` says that the waits of all files were asked for. ``facts`` are the keys under which the cache keeps
    the facts of each file. ``questions`` are those about a file, in the order in which they were asked, ``held`` says
    whether it holds a text, ``imports`` are the dotted targets of its imports, ``packages`` the files of the packages
    around it. ``found``, ``inheriting`` and ``importing`` are the files in which a text stands, the head of a class
    names another one, or an import names a name. ``resolved`` is what imports lead to, by target, folder, and file
    that is not meant. ``pins`` are what is said of a distribution where a file lies. ``workers`` are the kinds of
    workers of a server.
    """

    everything: bool = False
    facts: dict[str, bytes] = field(default_factory=dict)
    questions: dict[str, list[Question]] = field(default_factory=dict)
    held: dict[str, dict[str, bool]] = field(default_factory=dict)
    imports: dict[str, list[str]] = field(default_factory=dict)
    packages: dict[str, list[str]] = field(default_factory=dict)
    found: dict[str, list[str]] = field(default_factory=dict)
    inheriting: dict[str, list[str]] = field(default_factory=dict)
    importing: dict[str, list[str]] = field(default_factory=dict)
    resolved: list[tuple[str, str, str, tuple[str, str] | None]] = field(default_factory=list)
    pins: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    workers: dict[str, frozenset[str]] = field(default_factory=dict)
