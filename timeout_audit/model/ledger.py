"""What linking asked of the Python files: what was understood of them holds while they answer the same."""

from __future__ import annotations

from msgspec import Struct, field


class Question(Struct, frozen=True, array_like=True):
    """What was asked of one file: for the definition of a dotted name, or (``mentions``) for what mentions a name.

    ``answered`` says that there was any.
    """

    name: str
    mentions: bool
    answered: bool


class Ledger(Struct, array_like=True):
    """The facts that were given to the linker, and what it asked for beyond them, by file.

    ``everything`` says that the waits of all files were asked for. ``facts`` are the keys under which the cache keeps
    the facts of each file. ``questions`` are in the order in which they were asked. ``imports`` are the dotted targets
    of a file's imports. ``held`` says whether a file holds a text. ``found``, ``inheriting`` and ``importing`` are the
    files in which a text stands, the head of a class names another one, or an import names a name. ``whole`` are the
    files that were read otherwise, and of whose content anything may have been used.
    """

    everything: bool = False
    facts: dict[str, bytes] = field(default_factory=dict)
    questions: dict[str, list[Question]] = field(default_factory=dict)
    imports: dict[str, list[str]] = field(default_factory=dict)
    held: dict[str, dict[str, bool]] = field(default_factory=dict)
    found: dict[str, list[str]] = field(default_factory=dict)
    inheriting: dict[str, list[str]] = field(default_factory=dict)
    importing: dict[str, list[str]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
