"""The words of a catalogue file for what bounds a wait: where a limit is written, what is its default, and its fix."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

Meaning = Literal["number", "unbounded", "default", "inherit", "immediate", "error"]
Unit = Literal["s", "ms", "tries"]


class Entry(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True, omit_defaults=True):
    """A table of a catalogue file: keys with hyphens, and no others."""


class Argument(Entry, frozen=True, kw_only=True):
    """An argument of a call: by ``keyword``, by ``position`` (from 0, without self), or both."""

    keyword: str = ""
    position: int | None = None


class Timeout(Argument, frozen=True, kw_only=True):
    """The argument that bounds a call. Where a wait has several, any one of them is enough.

    ``key`` is the item that counts where the argument is a dict (dots go deeper). ``pattern`` is a regular expression
    (in the file: its name in ``patterns.py``) searched in the argument's text, whose group ``value`` is the number; a
    number in text may carry a unit of its own ("5s", "500ms"). ``unit`` is what one means; "tries" is a number of
    attempts, a bound without a time. ``none``, ``zero`` and ``negative`` say what those values do: "unbounded" (switch
    the bound off), "default" (as if absent), "inherit" (the client's), "immediate" (return at once), "error" (refused)
    or "number" (like any other number). ``pair`` is the index of the deciding item where a tuple is accepted, as in
    ``(connect, read)``, and ``pair_none`` what None means there. ``objects`` names the timeout objects that may be
    given, ``number`` says what a plain number does ("error" where only such an object is accepted). ``versions`` are
    those of the library that read it ("" is all), ``schemes`` the schemes of the wait's URL for which it counts (none:
    for all). ``without`` is another argument of the call: where that is given, this one counts for nothing. ``starred``
    is false where what callers spread with ``*`` ends before it.
    """

    key: str = ""
    pattern: str = ""
    unit: Unit = "s"
    none: Meaning = "unbounded"
    zero: Meaning = "error"
    negative: Meaning = "error"
    number: Meaning = "number"
    pair: int | None = None
    pair_none: Meaning = "unbounded"
    objects: tuple[str, ...] = ()
    versions: str = ""
    schemes: tuple[str, ...] = ()
    without: Argument | None = None
    starred: bool = True


class Query(Argument, frozen=True, kw_only=True):
    """A bound inside a URL argument: ``?socket_timeout=5``. ``names`` are the keys that count.

    ``pattern`` is searched in the whole text, unquoted, where a key alone does not say it. ``settings`` are variables
    of the framework's settings that hold the URL where the call is given none.
    """

    names: tuple[str, ...] = ()
    pattern: str = ""
    unit: Unit = "s"
    settings: tuple[str, ...] = ()


class Default(Entry, frozen=True, kw_only=True):
    """The library's own bound. No ``seconds``: none. ``versions`` is a specifier as in requirements ("" is all).

    ``enough`` marks a default that nobody has to choose again (waiting 30 s for a connection of a pool): such a limit
    is reported only where it was switched off.
    """

    versions: str = ""
    seconds: float | None = None
    enough: bool = False


class Decoy(Entry, frozen=True, kw_only=True):
    """What looks like a bound of this wait and is none: an argument (or a key of it), an attribute, a URL key.

    ``globally`` is a function that would set it for the whole process. ``other`` marks what rightly limits something
    else (connecting): the wait is then unset rather than given an ineffective limit, and the reason is told. Where a
    ``position`` is given, only a number counts. ``refused`` says that the library raises an error for it. ``schemes``
    are the schemes of the wait's URL for which it is a decoy (none: for all).
    """

    why: str
    other: bool = False
    globally: str = ""
    refused: bool = False
    keyword: str = ""
    position: int | None = None
    key: str = ""
    attribute: str = ""
    query: str = ""
    schemes: tuple[str, ...] = ()


class Setter(Entry, frozen=True, kw_only=True):
    """What sets the bound of an object after it was made: an ``attribute``, or a ``method`` by its first argument.

    Where a ``keyword`` is given, it is the method's argument of that name, or at that ``position``.
    Where ``options`` are given, the method's first argument is one of these names and its second is the bound, as in
    ``curl.setopt(pycurl.TIMEOUT, 5)``. Zero and negative numbers mean what the first timeout of the wait says, but for
    the number that is ``absent``: it says that nothing is given; ``zero`` says otherwise for this setter. A ``switch``
    is given no number: what is true takes the limit away, what is false lets nothing wait.
    """

    attribute: str = ""
    method: str = ""
    keyword: str = ""
    position: int | None = None
    options: tuple[str, ...] = ()
    unit: Unit = "s"
    absent: float | None = None
    zero: Meaning | None = None
    switch: bool = False


class Flag(Argument, frozen=True, kw_only=True):
    """A switch of the call: on where the argument is given as ``value``, a boolean, a dotted name, or one of several.

    ``default`` is what its absence means. ``kind`` "empty" is on where the argument is None, or holds nothing but
    addresses of files, "address" where it is the text of a URL: one that can be read, or what is called one and cannot
    be read; "text" where it is the text ``value`` itself.
    """

    value: bool | str | tuple[str, ...] = True
    kind: Literal["", "empty", "address", "text"] = ""
    default: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The dotted names that it is on for."""
        if isinstance(self.value, str):
            return () if self.kind == "text" else (self.value,)
        return () if isinstance(self.value, bool) else self.value


class Backend(Argument, frozen=True, kw_only=True):
    """The class that does what a call asks for, by its dotted name: an argument of the call, or a variable of settings.

    ``setting`` is that variable. The entry speaks of the ``known`` classes, of which one is there where nothing is
    chosen, and of those of the project that inherit from one, unless they have ``hooks``: names by which such a class
    may set a limit. ``idle`` ones wait on nobody. ``relays`` leave the work to a worker, each with the variable that
    names the class which does it there: the first of the ``known``, where nothing is chosen. ``marks`` are variables of
    which every repository with settings of its own sets one: without any, they lie elsewhere.
    """

    setting: str
    known: tuple[str, ...]
    idle: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    relays: dict[str, str] = field(default_factory=dict)
    marks: tuple[str, ...] = ()


class Superseded(Entry, frozen=True, kw_only=True):
    """A variable ``name`` of the framework's settings that counts for nothing beside another one, ``setting``.

    ``why`` says what becomes of it, in the ``versions`` of the library ("" is all).
    """

    name: str
    setting: str
    why: str
    versions: str = ""


class Hop(Entry, frozen=True, kw_only=True):
    """A method of the same object that a call runs through, and that a subclass may override.

    ``given`` is the timeout that the library hands it where the call was given none: "" for nothing at all, "None", or
    the dotted name of a constant. Where there is an ``of``, the method is one of the object that this argument gave
    what made the own one. ``versions`` are those of the library that run through it ("" is all).
    """

    method: str
    given: str = ""
    of: Argument | None = None
    versions: str = ""


class Fix(Entry, frozen=True, kw_only=True):
    """How to write the bound: ``keyword`` and ``value`` are source text (``{seconds}`` is the configured value).

    ``text`` puts it into words where there is no keyword (``{name}`` is what the code calls the client); ``query`` is
    then the key of the URL that sets it, if one does. ``unsafe`` says why writing it may change more than the wait.
    ``versions`` are those of the library that take it ("" is all), ``schemes`` the schemes of the wait's URL for which
    it is right (none: for all, and where that is not known), ``setting`` is a variable of the framework's settings
    without which it is not; ``otherwise`` is how to write it for the others.
    """

    keyword: str = ""
    query: str = ""
    value: str = ""
    text: str = ""
    imports: str = ""
    unsafe: str = ""
    versions: str = ""
    schemes: tuple[str, ...] = ()
    setting: str = ""
    otherwise: Fix | None = None
