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
        lowest = min(badness(wait.bound) for wait in group)
        alike: dict[object, list[Wait]] = {}
        for wait in group:
            if badness(wait.bound) == lowest:
                alike.setdefault((wait.bound.reason, wait.remedy), []).append(wait)
        found = [_named(same) for same in alike.values()]
        yield from found if len(found) == 1 else _apart(found)


def _named(waits: list[Wait]) -> Wait:
    """Waits that mean the same, as one under all their names."""
    names = list(dict.fromkeys(wait.shown or wait.api for wait in waits))
    return replace(waits[0], shown="/".join(names[:_MOST])) if len(names) > 1 else waits[0]


def _apart(waits: list[Wait]) -> Iterator[Wait]:
    """Waits of which only one is real: no fix is right for all."""
    reason = msg("it may be a call of {libraries}", libraries=", ".join(wait.shown or wait.api for wait in waits))
    for wait in waits:
        yield wait if wait.remedy is None else replace(wait, remedy=replace(wait.remedy, refused=reason))
