"""What to advise for an engine: each driver takes its limit in its own way, and the URL chooses the driver."""

from __future__ import annotations

import re

from msgspec.structs import replace

from timeout_audit.catalogue.entry import Driver, Wait
from timeout_audit.catalogue.limits import Fix
from timeout_audit.link.amounts import Amount
from timeout_audit.link.engines import Choice
from timeout_audit.model.expression import Attribute, Call, Const, Expr, Mapping, Name, Text, argument_of, dotted
from timeout_audit.model.text import Message, msg

# The only entry of a dict, in a template.
_ENTRY = re.compile(r'\{\{"(\w+)": (.*)\}\}')
# The same, written out.
_WRITTEN = re.compile(r'\{"(\w+)": (.*)\}')
# The driver that asynchronous engines are given most often.
FOR_THE_LOOP = "asyncpg"


def fix_of(driver: Driver, wait: Wait) -> Fix | None:
    """How a driver is given its limit, None where the catalogue does not say.

    A call that takes the arguments of its driver as its own is given the entry itself.
    """
    fix = driver.fix
    if fix is not None and wait.schemes and (entry := _ENTRY.fullmatch(fix.value)):
        return replace(fix, keyword=entry[1], value=entry[2])
    return fix


def by_driver(wait: Wait, choice: Choice, limit: Amount, example: Driver | None) -> Message | None:
    """What to do where the driver is one of several, or one that is not known; None where there is nothing to say.

    ``example`` is a driver to speak of where the URL cannot be read.
    """
    waiting = {scheme: driver for scheme, driver in choice.schemes if driver is None or not driver.no_wait}
    for driver in (*waiting.values(), None if choice.schemes else example):
        fix = fix_of(driver, wait) if driver is not None else None
        if driver is not None and fix is not None and fix.keyword:
            return msg(
                "give each driver that the URL may choose its own limit, such as {keyword}={value} for {driver}",
                keyword=fix.keyword,
                value=limit.fill(fix.value, short=True),
                driver=driver.name,
            )
    schemes = ", ".join(waiting)
    return msg("limit a statement in the way of the driver of {schemes}", schemes=schemes) if schemes else None


def into(call: Call, keyword: str, value: str) -> Message | None:
    """Where to put the entries of a dict that is there already; None where the call itself takes it."""
    given = argument_of(call, None, keyword)
    if isinstance(given, Mapping) and (entry := _WRITTEN.fullmatch(value)):
        return _among(given, keyword, entry[1], entry[2])
    if not value.startswith("{") or not isinstance(given, (Call, Name, Attribute)):
        return None
    name = dotted(given.function if isinstance(given, Call) else given)
    entries = value[1:-1]
    if not name:
        return None
    if isinstance(given, Call):
        return msg("put {entries} into the dict that {name}() returns", entries=entries, name=name)
    return msg("put {entries} into {name}", entries=entries, name=name)


def _among(given: Mapping, keyword: str, key: str, value: str) -> Message:
    """What to do to a dict that is written in the call, so that it holds the entry."""
    there = next((one for name, one in given.entries if name == Const(key)), None)
    if there is None:
        return msg("add {entries} to {name}", entries=f'"{key}": {value}', name=keyword)
    option = value.removeprefix("f").strip('"')
    if option == value or _holds(there, option):
        return msg("set {entries} in {name}", entries=f'"{key}": {value}', name=keyword)
    return msg("add {text} to what {key} says in {name}", text=f"`{option}`", key=f'"{key}"', name=keyword)


def _holds(there: Expr, option: str) -> bool:
    """Whether a text gives an option (``-c statement_timeout=30000``) already, whatever its value."""
    name = option.partition("=")[0].rpartition(" ")[2]
    parts = there.parts if isinstance(there, Text) else (there,)
    return any(isinstance(one, Const) and name in str(one.value) for one in parts)
