"""Comments that silence findings, as data."""

from __future__ import annotations

from msgspec import Struct

from timeout_audit.model.place import Place
from timeout_audit.model.text import Message


class Comment(Struct, frozen=True, array_like=True):
    """A comment that may speak to an auditor. ``text`` begins with its ``#``.

    ``first`` and ``last`` are the lines of the statement that it stands in, or alone above; 0 for neither.
    """

    place: Place
    text: str
    first: int = 0
    last: int = 0


class Suppression(Struct, frozen=True):
    """What a comment silences: findings of ``codes`` in its statement, or in the whole file.

    ``codes`` are as written: codes, their prefixes, or names of rules. ``tool`` is "" for a comment of ours, else the
    linter that it was written for. ``fault`` says why it cannot be understood, ``expired`` that its date has passed;
    either way it silences nothing. ``unused`` are those of its codes that silenced no finding, though they were looked
    for.
    """

    place: Place
    codes: tuple[str, ...]
    reason: str = ""
    until: str = ""
    first: int = 0
    last: int = 0
    whole_file: bool = False
    tool: str = ""
    expired: bool = False
    fault: Message | None = None
    unused: tuple[str, ...] = ()
