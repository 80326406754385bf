"""From the text of a configuration file to a ``Config``, or to everything that is wrong with it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, get_type_hints

import msgspec

from timeout_audit.config.lines import line_of
from timeout_audit.config.schema import Config, OwnWait, Valued
from timeout_audit.config.words import unknown
from timeout_audit.model.fault import Fault
from timeout_audit.model.finding import Severity
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Layer

if sys.version_info >= (3, 11):
    import tomllib as toml
else:
    import tomli as toml

Where = tuple[str | int, ...]
_TABLE = ("tool", "timeout-audit")
_CHOICES: dict[str, type[Enum]] = {
    "fail-on": Severity,
    "severity": Severity,
    "per-file-severity": Severity,
    "values": Valued,
    "layer": Layer,
}


def parse_config(text: str, path: str) -> Config | None:
    """The configuration in a pyproject.toml (its ``[tool.timeout-audit]``) or in a file of our own.

    None where a pyproject.toml has no such table.

    Raises:
        Fault: with every fault of the file, each with its line.

    """
    try:
        data: Any = toml.loads(text)
    except (toml.TOMLDecodeError, RecursionError) as error:
        raise Fault(msg("{path}: not valid TOML: {reason}", path=path, reason=error)) from error
    prefix: Where = ()
    if os.path.basename(path) == "pyproject.toml":
        prefix = _TABLE
        for part in _TABLE:
            data = data.get(part) if isinstance(data, dict) else None
        if data is None:
            return None
    if not isinstance(data, dict):
        raise Fault(msg("{path}:{line}: this must be a table", path=path, line=line_of(text, prefix)))
    faults = list(_faults(data))
    if faults:
        raise Fault(*(_located(text, path, (*prefix, *where), reason) for where, reason in faults))
    return msgspec.convert(data, Config)


def _located(text: str, path: str, where: Where, reason: Message) -> Message:
    return msg("{path}:{line}: {reason}", path=path, line=line_of(text, where), reason=reason)


def _faults(data: Mapping[str, object]) -> Iterator[tuple[Where, Message]]:
    """Every unknown key and every impossible value, in the order of the file."""
    kinds = _keys(Config)
    for key, value in data.items():
        if key == _TABLE[0]:
            yield (key,), msg("only pyproject.toml has [tool.timeout-audit]: write its keys without it here")
        elif key not in kinds:
            yield (key,), unknown(key, kinds)
        elif key == "waits" and isinstance(value, list):
            for index, one in enumerate(value):
                yield from _table_faults((key, index), one)
        elif reason := _fault(key, value, kinds[key]):
            yield (key,), reason


def _table_faults(where: Where, table: object) -> Iterator[tuple[Where, Message]]:
    """The faults of one ``[[waits]]``."""
    if not isinstance(table, dict):
        yield where, msg("{key}: {reason}", key=where[0], reason="expected a table")
        return
    kinds = _keys(OwnWait)
    for key, value in table.items():
        if key not in kinds:
            yield (*where, key), unknown(key, kinds)
        elif reason := _fault(key, value, kinds[key]):
            yield (*where, key), reason
    if "name" not in table:
        yield where, msg("a function that waits needs a name")
    if table.get("none-means") == "default" and "default" not in table:
        yield where, msg("none-means is the default: give the default, in seconds")


def _fault(key: str, value: object, kind: Any) -> Message | None:
    """What is wrong with the value of ``key``, in msgspec's words, with the choices where there are some."""
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        reason = str(error).partition(" - at `")[0].replace("`", "")
        if key in _CHOICES and reason.startswith("Invalid enum value"):
            choices = ", ".join(str(member.value) for member in _CHOICES[key])
            return msg("{key}: {reason}; use one of: {choices}", key=key, reason=reason, choices=choices)
        return msg("{key}: {reason}", key=key, reason=reason)
    return None


def _keys(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The keys of a table as they are written, each with its type."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.encode_name: hints[field.name] for field in msgspec.structs.fields(kind)}
