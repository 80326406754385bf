"""A call that may be one of several of a library: ``VERBS[verb](url)``, ``(SMTP_SSL if tls else SMTP)(host)``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from timeout_audit.link.timeouts import badness
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Wait

# Names that are said of one call.
_MOST = 3


def worst_of(waits: Iterable[Wait]) -> Iterator[Wait]:
    """The waits of one call. Where it may be one of several of a library it waits once: the worst counts.

    Of those that are as bad as each other all are named; each is said, where what is to be done is not the same.
    """
    groups: dict[object, list[Wait]] = {}
    for wait in waits:
        groups.setdefault((wait.place, wait.layer, wait.library, wait.parameter, wait.role), []).append(wait)
    for group in groups.values():
        yield from group if len(group) == 1 else _worst(group)


def _worst(group: list[Wait]) -> Iterator[Wait]:
    lowest = min(badness(wait.bound) for wait in group)
    worst = [wait for wait in group if badness(wait.bound) == lowest]
    every = {wait.api for wait in group}
    if len(every) == 1:
        yield worst[0]
        return
    alike: dict[object, list[Wait]] = {}
    for wait in worst:
        alike.setdefault((wait.bound.reason, wait.remedy), []).append(wait)
    found = [_named(same) for same in alike.values()]
    is_same = len(found) == 1 and every == {wait.api for wait in worst}
    yield from found if is_same else _refused(found, group)


def _named(waits: list[Wait]) -> Wait:
    """Waits that mean the same, as one under all their names."""
    names = list(dict.fromkeys(wait.shown or wait.api for wait in waits))
    return replace(waits[0], shown="/".join(names[:_MOST])) if len(names) > 1 else waits[0]


def _refused(waits: list[Wait], group: list[Wait]) -> Iterator[Wait]:
    """Waits of a call that may be another one of its ``group``: no fix is right for all."""
    names = dict.fromkeys(wait.shown or wait.api for wait in group)
    reason = msg("it may be a call of {libraries}", libraries=", ".join(names))
    for wait in waits:
        yield wait if wait.remedy is None else replace(wait, remedy=replace(wait.remedy, refused=reason))
