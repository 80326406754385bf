"""The words of a catalogue file. ``CONTRIBUTING.md`` shows how to write one; ``libraries/requests.toml`` is a model.

Every claim here is proven by the recipe of the same name in ``proofs/recipes`` or says under ``unproven`` why not.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

Meaning = Literal["number", "unbounded", "default", "inherit", "immediate", "error"]
Unit = Literal["s", "ms"]
LayerName = Literal[
    "server", "database", "cache", "broker", "http", "response", "rpc", "cloud", "mail", "ssh", "process"
]


class _Entry(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    pass


class Timeout(_Entry, frozen=True, kw_only=True):
    """The argument that bounds a call.

    ``keyword`` and ``position`` (from 0, without self) say where it goes; ``unit`` what one means. ``none``, ``zero``
    and ``negative`` say what those values do: "unbounded" (switch the bound off), "default" (as if absent), "inherit"
    (the client's), "immediate" (return at once), "error" (refused) or "number" (like any other number). ``pair`` is
    the index of the deciding item where a tuple is accepted, as in ``(connect, read)``.
    """

    keyword: str
    position: int | None = None
    unit: Unit = "s"
    none: Meaning = "unbounded"
    zero: Meaning = "error"
    negative: Meaning = "error"
    pair: int | None = None


class Query(_Entry, frozen=True, kw_only=True):
    """A bound inside a URL argument: ``?socket_timeout=5``. ``names`` are the keys that count."""

    keyword: str = "url"
    position: int | None = 0
    names: tuple[str, ...] = ()
    unit: Unit = "s"


class Default(_Entry, frozen=True, kw_only=True):
    """The library's own bound. No ``seconds``: none. ``versions`` is a specifier as in requirements ("" is all)."""

    versions: str = ""
    seconds: float | None = None


class Decoy(_Entry, frozen=True, kw_only=True):
    """What looks like a bound of this wait and is none: an argument, an attribute that is set, a URL key."""

    why: str
    keyword: str = ""
    attribute: str = ""
    query: str = ""


class Streamed(_Entry, frozen=True, kw_only=True):
    """When a call leaves the body unread: always, or where ``keyword`` is given as true (or false)."""

    keyword: str = ""
    position: int | None = None
    value: bool = True
    default: bool = False


class Fix(_Entry, frozen=True, kw_only=True):
    """How to write the bound: ``keyword`` and ``value`` are source text (``{seconds}`` is the configured value)."""

    keyword: str = ""
    value: str = ""
    text: str = ""
    imports: str = ""
    unsafe: str = ""


class Wait(_Entry, frozen=True, kw_only=True):
    """Calls that wait. Names may hold ``{a,b}`` alternatives.

    ``role``: "call" waits; "client" is a constructor whose methods wait; "listener" waits by design and is never
    reported. ``inherits`` says that the object it is called on may carry the bound (the constructor's own entry says
    how). ``attributes`` of that object set the bound when assigned; ``globally`` names functions that set it for the
    whole process. ``semantics`` names a room of the linker that knows more than this table can say. ``parameter``
    distinguishes several limits of one call. ``returns`` is the class of the result where it is not the class of the
    constructor itself.
    """

    calls: tuple[str, ...]
    role: Literal["call", "client", "listener"] = "call"
    parameter: str = "timeout"
    timeout: tuple[Timeout, ...] = ()
    query: Query | None = None
    inherits: bool = False
    attributes: tuple[str, ...] = ()
    globally: tuple[str, ...] = ()
    default: tuple[Default, ...] = ()
    decoys: tuple[Decoy, ...] = ()
    returns: str = ""
    streamed: Streamed | None = None
    semantics: str = ""
    layer: LayerName | None = None
    fix: Fix | None = None
    note: str = ""
    docs: str = ""


class Class(_Entry, frozen=True, kw_only=True):
    """A class whose objects are followed. ``factories`` return one; ``bases`` lend their methods."""

    name: str
    aliases: tuple[str, ...] = ()
    factories: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()


class Returns(_Entry, frozen=True, kw_only=True):
    """Calls that do not wait themselves but give an object that is followed."""

    calls: tuple[str, ...]
    type: str


class TimeoutObject(_Entry, frozen=True, kw_only=True):
    """A class whose object is a timeout. ``parts`` are the arguments that bound the wait.

    ``decide`` "first": the first part that is given decides, even with None. ``decide`` "any": one finite part is
    enough. ``missing`` is what it means that none is given. ``whole`` is the part that takes a bare number.
    """

    name: str
    aliases: tuple[str, ...] = ()
    parts: tuple[Timeout, ...]
    decide: Literal["first", "any"] = "any"
    missing: Meaning = "unbounded"
    seconds: float | None = None


class Response(_Entry, frozen=True, kw_only=True):
    """A class of responses: which attributes read it to its end, close it, or look at its status."""

    name: str
    aliases: tuple[str, ...] = ()
    read: tuple[str, ...]
    iterate: tuple[str, ...] = ()
    close: tuple[str, ...]
    check: tuple[str, ...]
    holds: str = ""


class Driver(_Entry, frozen=True, kw_only=True):
    """A database driver behind an engine: which of its connection arguments bound a query, and which do not.

    ``schemes`` are the URL schemes that choose it (``since`` and ``until`` bound the engine's version for a scheme
    that changed hands). ``connect_args`` and ``query`` map a key to a regular expression that its value must match ("" any).
    """

    name: str
    schemes: tuple[str, ...]
    versions: str = ""
    no_wait: bool = False
    connect_args: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    decoys: dict[str, str] = field(default_factory=dict)
    unit: dict[str, Unit] = field(default_factory=dict)
    fix: str = ""


class Library(_Entry, frozen=True, kw_only=True):
    """The head of a file. ``imports`` are the top-level modules that reach the library.

    ``set`` "process" is read only where it is selected. ``proven`` is the version that the proof ran against, or
    ``unproven`` says why there is none.
    """

    name: str
    distribution: str
    imports: tuple[str, ...]
    layer: LayerName
    docs: str
    proven: str = ""
    unproven: str = ""
    alias_of: str = ""
    set: Literal["", "process"] = ""


class LibraryFile(_Entry, frozen=True, kw_only=True):
    """One file of the catalogue."""

    library: Library
    class_: tuple[Class, ...] = field(default=(), name="class")
    wait: tuple[Wait, ...] = ()
    returns: tuple[Returns, ...] = ()
    timeout_object: tuple[TimeoutObject, ...] = ()
    response: tuple[Response, ...] = ()
    driver: tuple[Driver, ...] = ()
