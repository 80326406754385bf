"""The calls of functions that workers are asked for: ``fetch.delay(url)``, ``fetch.s(url).apply_async()``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.forwarders import POSTPONING, Postponing
from timeout_audit.link.forwarders import UNSEEN_ARGUMENTS, packed
from timeout_audit.model.expression import Argument, Attribute, Call, Expr
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite

# It gives a signature back.
_SETTING = "set"


class _Asked(Struct, frozen=True):
    """A method that a task, or a signature of it, is asked by, and the arguments for the function."""

    on: Expr
    way: Postponing
    arguments: tuple[Argument, ...]


def postponed(sites: Iterable[CallSite]) -> Iterator[CallSite]:
    """The calls that workers are asked for by some calls; what a signature is called with elsewhere is not seen."""
    every = [(site, asked) for site in sites if (asked := _asked(site.call)) is not None]
    called = {asked.on.place for _, asked in every if isinstance(asked.on, Call) and _signed(asked) is not None}
    for site, asked in every:
        if not (asked.way.signs and site.call.place in called):
            yield replace(site, call=_call(asked, site.call.place))


def _asked(call: Call) -> _Asked | None:
    """How a call asks for that of a function; None where it does not."""
    function = call.function
    way = POSTPONING.get(function.name) if isinstance(function, Attribute) else None
    if way is None or not isinstance(function, Attribute):
        return None
    on = function.value
    while isinstance(on, Call) and isinstance(on.function, Attribute) and on.function.name == _SETTING:
        on = on.function.value
    return _Asked(on, way, packed(call.arguments, call.place) if way.packed else call.arguments)


def _signed(asked: _Asked) -> _Asked | None:
    """The signature that is called where it is made; None where another one, or a task, is."""
    signed = _asked(asked.on) if isinstance(asked.on, Call) and not asked.way.signs else None
    return signed if signed is not None and signed.way.signs else None


def _call(asked: _Asked, place: Place) -> Call:
    signed = _signed(asked)
    if signed is not None:
        # What a signature is called with comes before its own arguments, or counts for nothing.
        ahead, named = _by_keyword(asked.arguments if signed.way.preceded else ())
        return Call(signed.on, (*ahead, *signed.arguments, *named), place)
    if asked.way.preceded:
        _, named = _by_keyword(asked.arguments)
        return Call(asked.on, (Argument(UNSEEN_ARGUMENTS, None, "*", place), *named), place)
    return Call(asked.on, asked.arguments, place)


def _by_keyword(arguments: tuple[Argument, ...]) -> tuple[list[Argument], list[Argument]]:
    """Arguments by position, and those by keyword."""
    named = [one for one in arguments if one.keyword is not None or one.star == "**"]
    return [one for one in arguments if one not in named], named
