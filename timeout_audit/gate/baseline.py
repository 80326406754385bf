"""The baseline: a text file that holds what was there when the gate was raised.

Its first line says what it is; each further line is one entry as JSON, in order of path and code, so that two branches
that change different entries merge by themselves. ``count`` is how many findings the entry stands for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from timeout_audit import disk
from timeout_audit.files import replace_file
from timeout_audit.gate.identity import Identity, Known
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg

DEFAULT_NAME = "timeout-audit-baseline.jsonl"
_VERSION = 1
_MAX_SIZE = 500_000_000
"""Bytes: a million entries have less."""

_Line = TypeVar("_Line", bound=Struct)


class _Head(Struct, frozen=True, forbid_unknown_fields=True):
    timeout_audit_baseline: int = msgspec.field(name="timeout-audit-baseline")


class _Entry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    path: str
    code: str
    api: str
    parameter: str
    text: str
    digest: str
    count: Annotated[int, Meta(gt=0, lt=1_000_000)] = 1


def read_baseline(path: str) -> list[Known]:
    """The entries of a baseline.

    Raises:
        Fault: where the file is missing, is no baseline, or is damaged, with the line.

    """
    try:
        lines = disk.read(path, _MAX_SIZE).decode().splitlines()
    except OSError as error:
        advice = msg(
            "{path}: {reason}; write a baseline with: timeout-audit baseline write", path=path, reason=error.strerror
        )
        raise Fault(advice) from error
    except UnicodeDecodeError as error:
        raise Fault(msg("{path}: not valid UTF-8", path=path)) from error
    if _decode(path, 1, lines[0] if lines else "", _Head).timeout_audit_baseline != _VERSION:
        raise Fault(msg("{path}: a baseline of another version; write it anew", path=path))
    known: list[Known] = []
    for number, line in enumerate(lines[1:], 2):
        entry = _decode(path, number, line, _Entry)
        identity = Identity(entry.code, entry.api, entry.parameter, entry.digest)
        known += [Known(identity, entry.path, entry.text)] * entry.count
    return known


def _decode(path: str, number: int, line: str, kind: type[_Line]) -> _Line:
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.MsgspecError as error:
        raise Fault(
            msg("{path}:{line}: this is no line of a baseline: {reason}", path=path, line=number, reason=error)
        ) from error


def write_baseline(path: str, known: Iterable[Known]) -> None:
    """Write the entries, replacing the file as a whole.

    Raises:
        Fault: where the file cannot be written.

    """
    lines = [msgspec.json.encode(_Head(_VERSION))]
    for one, count in sorted(Counter(known).items(), key=lambda item: (item[0].path, item[0].identity, item[0].text)):
        identity = one.identity
        entry = _Entry(one.path, identity.code, identity.api, identity.parameter, one.text, identity.digest, count)
        lines.append(msgspec.json.encode(entry))
    try:
        replace_file(path, b"\n".join(lines) + b"\n")
    except OSError as error:
        raise Fault(msg("{path}: {reason}", path=path, reason=error.strerror)) from error
