"""What a recipe writes its calls with. Standard library only: recipes run in whatever environment is proven."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from importlib import import_module
from typing import Any
from urllib.parse import quote, urlencode

from timeout_audit.catalogue.names import expand

HOST = "127.0.0.1"
LONG = 100_000


class UnprovableError(Exception):
    """This trial cannot be made here; the message says why."""


@dataclass
class Trial:
    """One way to make one call: what a claim of the catalogue wants tried.

    ``name`` is the call, ``role`` its role in the catalogue, ``parameter`` the limit that is tried. ``arguments`` are
    the arguments under trial, ``client`` those of the object that the call is made on, ``attributes`` what is set on
    it, ``setters`` are methods of it to be called (with an option and a value; "timeout=" is an argument of the
    recipe's own call instead), ``query`` holds keys of the URL and ``settings`` variables of the framework. ``driver``
    names a database driver that is tried through an engine.

    ``body`` asks for a server that stops in the middle of its answer, ``making`` whether the wait is over once the
    object is made. ``server_side`` says that only a real server can honour the bound. ``ports`` are the servers', by
    kind. The clock runs from the last ``make``, ``call`` or ``begin``.
    """

    name: str
    role: str = "call"
    arguments: dict[str, Any] = field(default_factory=dict)
    client: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    setters: list[tuple[str, str, int]] = field(default_factory=list)
    query: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    driver: str = ""
    parameter: str = ""
    body: bool = False
    making: bool = False
    server_side: bool = False
    ports: dict[str, int] = field(default_factory=dict)
    started: float = 0.0
    ended: float = 0.0
    loop: asyncio.AbstractEventLoop | None = None

    @property
    def method(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    @property
    def function(self) -> Any:
        """What the name imports.

        Raises:
            UnprovableError: where this version, or this installation without an extra of its own, has no such thing.

        """
        try:
            return named(self.name)
        except (AttributeError, ImportError) as error:
            raise UnprovableError(f"it is not installed: {error}") from error

    def make(self, constructor: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The object that waits: made with the arguments under trial where these belong to it, then adjusted."""
        bounds = self.arguments if self.role == "client" else self.client
        self.begin()
        made = constructor(*args, **{**kwargs, **bounds})
        if self.making:
            raise RuntimeError("it was made without waiting")
        self.adjust(made)
        return made

    def adjust(self, made: Any) -> None:
        """Set on an object what the trial wants set on it."""
        for path, value in self.attributes.items():
            owner, name = _reach(made, path)
            setattr(owner, name, value)
        for path, option, value in self.setters:
            owner, name = _reach(made, path)
            if option.endswith("="):
                # The recipe calls the method itself: it is given the argument then.
                setattr(owner, name, partial(getattr(owner, name), **{option[:-1]: value}))
            else:
                getattr(owner, name)(*([named(option)] if option else []), value)

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The result of the call, made with the arguments under trial where these belong to it."""
        bounds = {} if self.role == "client" else self.arguments
        self.begin()
        return function(*args, **{**kwargs, **bounds})

    def begin(self) -> None:
        """The wait begins: the clock runs from here."""
        self.started = time.monotonic()

    def stop(self) -> None:
        """The wait is over, before the library tidies up and the call ends."""
        self.ended = time.monotonic()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of asynchronous work, in a loop whose tasks can be looked at."""
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        return self.loop.run_until_complete(work)

    def port(self, kind: str) -> int:
        """The port of a server of this kind.

        Raises:
            UnprovableError: where there is none, as for a real server whose program is not installed.

        """
        if kind not in self.ports:
            raise UnprovableError(f"{kind} could not be started here")
        return self.ports[kind]

    def database(self, kind: str) -> int:
        """The port of a real server of this kind, or of one that stalls where that is as good."""
        real = f"real-{kind}"
        return self.port(real if self.server_side or real in self.ports else kind)

    def url(self, kind: str = "", scheme: str = "http", path: str = "/") -> str:
        """The URL of a server that stalls (silently by default, in the middle of its answer for ``body``)."""
        port = self.port(kind or ("half" if self.body else "silent"))
        return self.address(port, scheme, path)

    def address(self, port: int, scheme: str, path: str = "/", login: str = "") -> str:
        """The URL of a server at ``port``, with the keys under trial."""
        query = f"?{urlencode(self.query, quote_via=quote)}" if self.query else ""
        return f"{scheme}://{login}{HOST}:{port}{path}{query}"


def _reach(thing: Any, path: str) -> tuple[Any, str]:
    """The object whose last attribute a dotted path names; a part with ``()`` is called on the way."""
    *parts, last = path.split(".")
    for part in parts:
        thing = getattr(thing, part.removesuffix("()"))
        thing = thing() if part.endswith("()") else thing
    return thing, last


def replace_default(function: Any, name: str, value: Any) -> Any:
    """The default of an argument, after it was replaced by ``value`` for everyone."""
    keywords = function.__kwdefaults__ or {}
    if name in keywords:
        found, keywords[name] = keywords[name], value
        return found
    code, defaults = function.__code__, list(function.__defaults__ or ())
    index = code.co_varnames[: code.co_argcount].index(name) - code.co_argcount
    found, defaults[index] = defaults[index], value
    function.__defaults__ = tuple(defaults)
    return found


def named(name: str) -> Any:
    """The object that a dotted name imports.

    Raises:
        ModuleNotFoundError: where no module on the way exists.

    """
    parts = name.split(".")
    for size in range(len(parts) - 1, 0, -1):
        try:
            found = import_module(".".join(parts[:size]))
        except ModuleNotFoundError:
            continue
        for part in parts[size:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(name)


Recipe = Callable[[Trial], object]
RECIPES: dict[str, Recipe] = {}


def recipe(*names: str) -> Callable[[Recipe], Recipe]:
    """Register how the calls of these names (with ``{a,b}`` and ``*``) are made."""

    def register(function: Recipe) -> Recipe:
        RECIPES.update(dict.fromkeys((full for name in names for full in expand(name)), function))
        return function

    return register


def recipe_for(name: str) -> Recipe | None:
    """How the call of this name is made, or None where no recipe says it."""
    if name in RECIPES:
        return RECIPES[name]
    return next((function for pattern, function in RECIPES.items() if fnmatchcase(name, pattern)), None)
