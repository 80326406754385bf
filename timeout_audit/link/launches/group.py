"""One service, one wait: launches of the same server and application that say the same are one, with all their places."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.model.launch import Launch
from timeout_audit.model.place import Place
from timeout_audit.model.wait import Wait

# The file that a service is really started from comes first; a developer's shortcut last.
_ORDER = (
    "dockerfile",
    "compose",
    "kubernetes",
    "procfile",
    "platform",
    "systemd",
    "supervisord",
    "shell",
    "python",
    "makefile",
)


class Service(Struct, frozen=True):
    """What tells services apart: the server, what it serves, and the folder of its sources ("" where unknown)."""

    api: str
    application: str
    base: str


class Started(Struct):
    """A wait with the launch that it belongs to."""

    wait: Wait
    launch: Launch
    service: Service
    reload: bool = False
    further: tuple[Place, ...] = ()


def _rank(started: Started) -> tuple[int, int, int, Place]:
    kind = started.launch.kind
    return (
        int(started.reload),
        int(not started.launch.confident),
        _ORDER.index(kind) if kind in _ORDER else len(_ORDER),
        started.wait.place,
    )


def grouped(found: Iterable[Started]) -> list[Wait]:
    """The waits, those that say the same of the same service put together, in the order of their places."""
    groups: dict[tuple[object, ...], list[Started]] = {}
    for started in found:
        wait = started.wait
        key = (started.service, wait.parameter, wait.role, wait.bound.state, wait.bound.seconds, str(wait.bound.reason))
        groups.setdefault(key, []).append(started)
    waits: list[Wait] = []
    for members in groups.values():
        members.sort(key=_rank)
        first = members[0]
        places = {place for member in members for place in (member.wait.place, *member.further)} - {first.wait.place}
        waits.append(replace(first.wait, also=tuple(sorted(places))))
    return sorted(waits, key=lambda wait: wait.place)
