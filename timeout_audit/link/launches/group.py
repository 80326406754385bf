"""One service, one wait: launches of the same application that say the same are one, with all their places."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.link.launches.advice import restored
from timeout_audit.model.launch import Launch
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Remedy, State, Wait

# The file that a service is really started from comes first; a developer's shortcut last.
_ORDER = (
    "dockerfile",
    "compose",
    "kubernetes",
    "ecs",
    "procfile",
    "platform",
    "systemd",
    "quadlet",
    "supervisord",
    "circus",
    "pm2",
    "shell",
    "python",
    "makefile",
)
_ORCHESTRATORS = {"compose", "kubernetes", "helm_values", "ecs", "platform"}
# Where a command that reloads is a developer's own: nobody is served by it.
_SHORTCUTS = {"makefile", "tasks", "pyproject", "shell"}
# What the path of a compose file says where it is one for developers.
_FOR_DEVELOPERS = {"debug", "dev", "devcontainer", "devel", "develop", "development", "local", "override"}
_PARTS = re.compile(r"[a-z]+")
_UNSET = {State.DEFAULT, State.NONE}


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


def overridden(found: list[Started]) -> list[Started]:
    """Mark the waits whose command replaces one of the image that had set the limit."""
    image: dict[tuple[Service, str], Wait] = {}
    for started in found:
        if started.launch.kind == "dockerfile" and started.wait.bound.state is State.EXPLICIT:
            image.setdefault((started.service, started.wait.parameter), started.wait)
    for started in found:
        wait = started.wait
        lost = image.get((started.service, wait.parameter))
        if lost is None or started.launch.kind not in _ORCHESTRATORS or wait.bound.state not in _UNSET:
            continue
        reason = msg(
            "its command replaces the one of {place}, which sets {value}", place=lost.place, value=_value(lost)
        )
        bound = replace(wait.bound, reason=reason)
        started.wait = replace(wait, role="override", bound=bound, remedy=restored(wait, lost))
    return found


def _value(wait: Wait) -> str:
    return f"{wait.bound.seconds:g} s" if wait.bound.seconds is not None else wait.bound.expression or ""


def grouped(found: Iterable[Started]) -> list[Wait]:
    """The waits, those that say the same of the same service put together, in the order of their places."""
    by_place: dict[tuple[object, ...], tuple[object, ...]] = {}
    groups: dict[tuple[object, ...], list[Started]] = {}
    for started in found:
        wait = started.wait
        bound = wait.bound
        # What was written is judged by itself; what was not is missing from the service as a whole.
        source = None if bound.state in _UNSET else bound.source
        verdict = (wait.parameter, wait.role, bound.state, bound.seconds, str(bound.reason), source)
        # Several services may run the same line of the same script; that is one place to mend.
        key = by_place.setdefault((wait.place, *verdict), (started.service, *verdict))
        groups.setdefault(key, []).append(started)
    waits: list[Wait] = []
    for members in groups.values():
        members.sort(key=_rank)
        first = members[0]
        places = {place for one in members for place in (one.wait.place, *one.wait.also, *one.further)}
        places.discard(first.wait.place)
        shortcut = first.reload and _is_for_developers(first.launch) and first.wait.role == "launch"
        role = "development" if shortcut else first.wait.role
        waits.append(replace(first.wait, role=role, also=tuple(sorted(places)), remedy=_together(members)))
    return sorted(waits, key=lambda wait: wait.place)


def _is_for_developers(launch: Launch) -> bool:
    """Whether a command that reloads stands where nobody else starts it."""
    if launch.kind == "compose":
        return not _FOR_DEVELOPERS.isdisjoint(_PARTS.findall(launch.file.lower()))
    return launch.kind in _SHORTCUTS


def _together(members: list[Started]) -> Remedy | None:
    """The remedy of the first launch, with those of the others: one service is mended in all its files or in none."""
    first = members[0].wait.remedy
    others = (member.wait.remedy for member in members[1:])
    return first and replace(first, also=tuple(other for other in others if other is not None))
