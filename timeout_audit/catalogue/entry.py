"""The words of a catalogue file. ``CONTRIBUTING.md`` shows how to write one; ``libraries/requests.toml`` is a model.

Every claim here is proven by the recipe of the same name in ``proofs/recipes`` or says under ``unproven`` why not.
"""

from __future__ import annotations

from typing import Literal

from msgspec import field

from timeout_audit.catalogue.limits import (
    Argument,
    Backend,
    Decoy,
    Default,
    Entry,
    Fix,
    Flag,
    Hop,
    Meaning,
    Query,
    Setter,
    Superseded,
    Timeout,
)

LayerName = Literal[
    "server", "database", "cache", "broker", "http", "response", "rpc", "cloud", "mail", "ssh", "process"
]


class Wait(Entry, frozen=True, kw_only=True):
    """Calls that wait. Names may hold ``{a,b}`` alternatives.

    ``role``: "call" waits; "client" is a constructor whose methods wait; "with" waits where it is the subject of a
    ``with``; "listener" waits by design and is never reported. ``streamed`` says when a call leaves the body unread
    (not one of the ``bodiless`` methods, whose answer gives its connection back by itself), ``alone`` that the response
    has a connection of its own, of no pool that lives on: it closes when the response is freed;
    it waits ``only`` where that is on, and not at all where ``unless`` is. ``capacity`` is an argument of what made the
    object that it is called on: without it, or with no positive number, there is always room, and it never waits.
    ``polled`` are methods of that object that tell whether it would wait: who calls one of them waits no longer.

    ``inherits`` says that the object it is called on may carry the bound (the constructor's own entry says how).
    ``said_by_client``: that bound is said of the client alone, and the call is a wait of its own only where it is given
    another one.
    ``attributes`` of that object set the bound in seconds when assigned, ``setters`` do it in other ways; ``globally``
    names functions, ``settings`` variables of the framework's settings (dots go deeper) that set it for all; a function
    that takes an option first is written with it: ``module.function(module.OPTION)``.
    ``backend`` is the class that does the work, where the settings choose it, ``superseded`` one of the ``settings``
    that another variable does away with.
    ``delegates`` are arguments that take another object of the catalogue (a pool, a transport, a set of parameters):
    where one is given, be it to what made the object that it is called on, that object's bound is the answer.
    ``driver`` names the database driver whose arguments this call takes, in the dict argument ``arguments`` (dots go
    deeper) or, without one, as its own; ``schemes`` maps the schemes of its URL to drivers where these are not
    SQLAlchemy's. ``marks`` are keys by which a dict of options is known to be for a URL of another scheme, by the
    scheme.

    ``through`` are the methods that the call runs through, in their order, ``bypasses`` those that other calls run
    through and this one does not. ``replaced`` are methods of library classes that it runs through, whatever object it
    is called on, and that a file may replace for the whole process. ``adapters`` says that it ends in a requests
    adapter, which may write a timeout. ``default_of`` names the library whose versions ``default`` counts.
    ``semantics`` names a room of the linker that knows more than this table can say. ``parameter`` distinguishes
    several limits of one call. ``sends_through`` are arguments of a client that take another one, through which its
    requests go with a limit of their own: the default of that other one counts for nothing. A client that ``connects``
    waits while it is made already, for a greeting or a handshake. ``returns`` is the class of the result where it is
    not the class of the constructor. ``idle`` are what a client has that waits for nothing: one of which no more is
    used is no wait. ``*`` is all of it: a configuration does nothing until something is given it. ``at_once`` says that
    it does nothing to a function that is async or a generator, ``sends`` are names by which it may come to wait,
    ``receives`` those by which it does not: a file with the latter alone may never wait.
    """

    calls: tuple[str, ...]
    role: Literal["call", "client", "with", "listener"] = "call"
    parameter: str = "timeout"
    timeout: tuple[Timeout, ...] = ()
    query: Query | None = None
    inherits: bool = False
    said_by_client: bool = False
    attributes: tuple[str, ...] = ()
    setters: tuple[Setter, ...] = ()
    globally: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    backend: Backend | None = None
    superseded: Superseded | None = None
    delegates: tuple[Argument, ...] = ()
    driver: str = ""
    arguments: str = ""
    schemes: dict[str, str] = field(default_factory=dict)
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    creator: Argument | None = None
    default: tuple[Default, ...] = ()
    default_of: str = ""
    decoys: tuple[Decoy, ...] = ()
    through: tuple[Hop, ...] = ()
    replaced: tuple[str, ...] = ()
    bypasses: tuple[str, ...] = ()
    adapters: bool = False
    sends_through: tuple[str, ...] = ()
    connects: bool = False
    idle: tuple[str, ...] = ()
    at_once: bool = False
    sends: tuple[str, ...] = ()
    receives: tuple[str, ...] = ()
    returns: str = ""
    streamed: Flag | None = None
    bodiless: tuple[str, ...] = ()
    alone: bool = False
    only: Flag | None = None
    unless: Flag | None = None
    capacity: Argument | None = None
    polled: tuple[str, ...] = ()
    semantics: str = ""
    layer: LayerName | None = None
    fix: Fix | None = None
    note: str = ""
    docs: str = ""


class Setting(Entry, frozen=True, kw_only=True):
    """A variable of a framework's settings that holds one dict per connection, as Django's DATABASES does.

    It describes the connections whose key ``selector`` holds one of ``choices``. Their bound is a key of the dict
    (``timeout``, its ``key`` with dots going deeper), a key of the URL under ``location``, or an argument of
    ``driver`` in the dict under ``options``. ``default_of`` names the library whose versions ``default`` counts.

    ``heirs`` are classes of other libraries that inherit from a choice and hand on what the dict says. A choice is the
    name of a class, or of what holds it as its ``member``. A class of the project that inherits from one is judged
    like it, unless it has ``hooks`` of its own: names by which it may set a limit. ``no_wait`` marks what waits on
    nobody, or on somebody who is judged elsewhere. Without a ``selector`` a choice is a key: the first that a
    connection has, of all entries for the variable in their order, says which of them describes it.
    """

    name: str
    selector: str = ""
    choices: tuple[str, ...]
    heirs: tuple[str, ...] = ()
    member: str = ""
    hooks: tuple[str, ...] = ()
    no_wait: bool = False
    layer: LayerName
    parameter: str = "timeout"
    timeout: tuple[Timeout, ...] = ()
    location: str = ""
    query: Query | None = None
    driver: str = ""
    options: str = "OPTIONS"
    default: tuple[Default, ...] = ()
    default_of: str = ""
    decoys: tuple[Decoy, ...] = ()
    fix: Fix | None = None
    docs: str = ""


class Class(Entry, frozen=True, kw_only=True):
    """A class whose objects are followed. ``factories`` return one; ``bases`` lend their methods.

    ``ends`` are the methods that close such an object, where somebody has to.

    ``virtual`` says that the name is the catalogue's own, for classes that only their factories know. A name may hold
    ``*`` for any part of a name that code generators or large libraries fill in. ``passive`` objects wait for nobody,
    and give what they are given in another form: the reader does not follow them, as they go everywhere.
    """

    name: str
    virtual: bool = False
    passive: bool = False
    aliases: tuple[str, ...] = ()
    factories: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


class Alias(Entry, frozen=True, kw_only=True):
    """Other names of a function, or of a class that no class entry speaks of, as a rule where it is made."""

    name: str
    aliases: tuple[str, ...]


class Returns(Entry, frozen=True, kw_only=True):
    """Calls or attributes that do not wait themselves but give an object that is followed.

    ``inherits``: what they give takes over what bounds the calls on the object that they are called on.
    """

    calls: tuple[str, ...]
    type: str
    inherits: bool = False


class TimeoutObject(Entry, frozen=True, kw_only=True):
    """A class whose object is a timeout. ``parts`` are the arguments that bound the wait.

    ``decide`` "first": the first part that is given decides, even with None. ``decide`` "any": one finite part is
    enough. ``missing`` is what it means that none is given. ``whole`` is the part that takes a bare number. ``merge``
    is the method that gives a copy with what its argument, another such object, sets besides.
    """

    name: str
    aliases: tuple[str, ...] = ()
    parts: tuple[Timeout, ...]
    decide: Literal["first", "any"] = "any"
    missing: Meaning = "unbounded"
    seconds: float | None = None
    merge: str = ""


class Constant(Entry, frozen=True, kw_only=True):
    """A named value of the library that stands for no number: ``httpx.USE_CLIENT_DEFAULT`` means "inherit"."""

    name: str
    meaning: Meaning


class Response(Entry, frozen=True, kw_only=True):
    """A class of responses: which attributes read it to its end, close it, or look at its status.

    ``context`` says how a block closes it: "with", "async with" around the call that gives it, or "" for no way.
    ``ends_with_client`` says that closing its client closes it too, ``ends_when_refused`` that raise_for_status()
    closes it before it raises. ``through`` are the methods of its client that hand it on, and that a subclass may
    override.
    """

    name: str
    aliases: tuple[str, ...] = ()
    read: tuple[str, ...]
    iterate: tuple[str, ...] = ()
    close: tuple[str, ...]
    check: tuple[str, ...]
    holds: str = ""
    ends_with_client: bool = False
    ends_when_refused: bool = False
    through: tuple[str, ...] = ()
    context: Literal["", "with", "async with"] = ""


class Driver(Entry, frozen=True, kw_only=True):
    """A database driver behind an engine: which of its connection arguments bound a query, and which do not.

    ``schemes`` maps each URL scheme that chooses it to the versions of SQLAlchemy for which it does ("" is all).
    ``connect_args`` bound a query as arguments of the driver's own connect, ``query`` as keys of an engine's URL,
    ``statements`` as executed SQL (``pattern`` alone). ``rolls_back`` says that such a statement, run in a connect
    event without a commit, is undone by the connection's first rollback. ``no_wait`` marks an embedded database,
    ``marks`` are arguments that no other driver takes. ``fix`` is how an engine is given the limit.
    """

    name: str
    schemes: dict[str, str] = field(default_factory=dict)
    no_wait: bool = False
    marks: tuple[str, ...] = ()
    connect_args: tuple[Timeout, ...] = ()
    query: tuple[Timeout, ...] = ()
    statements: tuple[Timeout, ...] = ()
    rolls_back: bool = False
    decoys: tuple[Decoy, ...] = ()
    fix: Fix | None = None


class Library(Entry, frozen=True, kw_only=True):
    """The head of a file. ``imports`` are the top-level modules that reach the library.

    ``also`` are other distributions of the same library. "python" is the standard library's.

    ``set`` "process" is read only where it is selected. ``proven`` is the version that the proof ran against, or
    ``unproven`` says why there is none. ``alias_of`` names the library whose file serves this one too, its top-level
    module renamed: the file then holds its head alone. ``mentions`` are further names that the linker
    looks for. ``historic`` are names that the proven version has
    no more, or not yet. ``usual`` are the seconds that its answers may rightly take, where those are more than the
    layer's: what a fix writes where no limit is there.
    """

    name: str
    distribution: str
    also: tuple[str, ...] = ()
    imports: tuple[str, ...]
    layer: LayerName
    docs: str
    proven: str = ""
    unproven: str = ""
    alias_of: str = ""
    historic: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    set: Literal["", "process"] = ""
    usual: float | None = None


class LibraryFile(Entry, frozen=True, kw_only=True):
    """One file of the catalogue."""

    library: Library
    class_: tuple[Class, ...] = field(default=(), name="class")
    alias: tuple[Alias, ...] = ()
    wait: tuple[Wait, ...] = ()
    setting: tuple[Setting, ...] = ()
    returns: tuple[Returns, ...] = ()
    timeout_object: tuple[TimeoutObject, ...] = ()
    constant: tuple[Constant, ...] = ()
    response: tuple[Response, ...] = ()
    driver: tuple[Driver, ...] = ()
