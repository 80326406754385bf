"""Connections of settings that a helper reads from an address: ``dj_database_url.config()``, ``env.db()``."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.growing import UNREAD
from timeout_audit.link.values.kinds import Frame, Lazy, Plain, Table, Template, Values
from timeout_audit.link.values.strings import text_of
from timeout_audit.model.expression import Argument, Attribute, Call, Expr, Name, argument_of, dotted

# What helpers are called, and where they are given the address or what stands in for it.
_HELPERS: dict[str, tuple[int | None, tuple[str, ...]]] = {
    "dj_database_url.parse": (0, ("url",)),
    "dj_database_url.config": (1, ("default",)),
    "db": (1, ("default",)),
    "db_url": (1, ("default",)),
    "dj_db_url": (1, ("default",)),
}
_ENGINES = {
    **dict.fromkeys(("postgres", "postgresql", "postgis", "psql", "pgsql", "pgx"), "django.db.backends.postgresql"),
    **dict.fromkeys(("mysql", "mysql2", "mysqlgis", "mysql-connector"), "django.db.backends.mysql"),
}
_OTHERWISE = "django.db.backends.postgresql"


class Address(Struct, frozen=True):
    """``engine`` is the backend that the address chooses, "" for one that waits on nobody; ``texts`` are the address.

    An address that is not known is taken for one of Postgres that holds no options. ``default``: the environment may
    give another one.
    """

    engine: str
    texts: Values
    default: bool = False


def address(evaluator: Evaluator, lazy: Lazy) -> Address | None:
    """The address of a connection that a helper reads, None where it is not made so."""
    for found, frame in _calls(evaluator, lazy.expression, lazy.frame):
        call = _cast(evaluator, found, frame)
        helper = _HELPERS.get(_name(evaluator, call, frame))
        if helper is None:
            continue
        position, names = helper
        given = next((one for name in names if (one := argument_of(call, position, name)) is not None), None)
        texts = evaluator.values(given, frame) if given is not None else ()
        engine = argument_of(call, None, "engine")
        named = [text_of(value) for value in evaluator.values(engine, frame)] if engine is not None else []
        default = "default" in names or any(isinstance(one, (Plain, Template)) and one.default for one in texts)
        return Address(next((name for name in named if name), _engine(texts)), texts, default)
    return None


def without_helper(rest: Table) -> Table:
    """What is set in the dict of a helper, which sets no limit itself."""
    if rest.more != UNREAD:
        return rest
    entries = {name: tuple(map(_without_helpers, lazies)) for name, lazies in rest.entries.items()}
    return replace(rest, more=None, entries=entries)


def _without_helpers(lazy: Lazy) -> Lazy:
    known = tuple(without_helper(one) if isinstance(one, Table) else one for one in lazy.known)
    return replace(lazy, known=known)


def _calls(evaluator: Evaluator, expression: Expr, frame: Frame) -> list[tuple[Call, Frame]]:
    """The call that an expression is, also through a variable."""
    if isinstance(expression, Call):
        return [(expression, frame)]
    if not isinstance(expression, Name):
        return []
    bindings = evaluator.program.module(frame.path).history(frame.scope, expression.id).whole
    return [(one.value, frame) for one in bindings if isinstance(one.value, Call)]


def _cast(evaluator: Evaluator, call: Call, frame: Frame) -> Call:
    """``config("URL", default=one, cast=parse)`` as ``parse(config("URL", default=one))``; other calls as they are."""
    cast = argument_of(call, None, "cast")
    if cast is None:
        return call
    read = replace(call, arguments=tuple(one for one in call.arguments if one.keyword != "cast"))
    made = Call(cast, (Argument(read, None, "", read.place),), call.place)
    return made if _HELPERS.get(_name(evaluator, made, frame)) is not None else call


def _name(evaluator: Evaluator, call: Call, frame: Frame) -> str:
    """The dotted name of a helper of a library; the last name alone for a method of an object."""
    names = [getattr(value, "name", "") for value in evaluator.values(call.function, frame)]
    if any(name in _HELPERS for name in names):
        return next(name for name in names if name in _HELPERS)
    method = isinstance(call.function, Attribute) and dotted(call.function) is not None
    return call.function.name if method and isinstance(call.function, Attribute) else ""


def _engine(texts: Values) -> str:
    schemes = [text.partition(":")[0] for value in texts if (text := text_of(value))]
    known = [scheme for scheme in schemes if scheme and "{" not in scheme]
    return _ENGINES.get(known[0], "") if known else _OTHERWISE
