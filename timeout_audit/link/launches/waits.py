"""The waits of one launch: one for each limit of its server."""

from __future__ import annotations

from collections.abc import Callable

from timeout_audit.catalogue.server import Limit, ServerFile
from timeout_audit.link.launches.advice import remedy
from timeout_audit.link.launches.bounds import Told, bound
from timeout_audit.model.launch import Launch
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, Confidence, Layer, State, Step, Wait

Pinned = Callable[[str], str]


def waits_of(file: ServerFile, launch: Launch, said: Told, pinned: Pinned) -> list[Wait]:
    """Every wait of a launch."""
    return [_wait(file, limit, launch, said, pinned) for limit in file.limit]


def _wait(file: ServerFile, limit: Limit, launch: Launch, said: Told, pinned: Pinned) -> Wait:
    server = file.server
    found = bound(file, limit, said)
    role = "launch"
    if launch.grace is not None and found.state is State.EXPLICIT and limit.parameter == "graceful-shutdown":
        if found.seconds is not None and found.seconds >= launch.grace:
            role = "grace"
            found = _cut_short(found, launch)
    steps = tuple(Step(msg("started by {place}", place=place), place) for place in launch.via)
    library = said.variant.library if said.variant and said.variant.library else server.library or server.distribution
    return Wait(
        layer=Layer.SERVER,
        api=server.name,
        place=launch.place,
        bound=Bound(found.state, found.seconds, found.expression, found.source, found.reason, steps),
        library=library,
        version=pinned(server.distribution),
        parameter=limit.parameter,
        role=role,
        function=launch.process,
        confidence=Confidence.HIGH if launch.confident else Confidence.MEDIUM,
        remedy=remedy(file, limit, said, launch),
        docs=server.docs,
    )


def _cut_short(found: Bound, launch: Launch) -> Bound:
    template = "{label} kills the process after {grace} s, before the {seconds} s are over"
    reason = msg(
        template, label=launch.grace_label, grace=_number(launch.grace or 0), seconds=_number(found.seconds or 0)
    )
    return Bound(State.INEFFECTIVE, found.seconds, found.expression, found.source, reason)


def _number(seconds: float) -> str:
    return f"{seconds:g}"
