"""The waits of one launch: one for each limit of its server."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from timeout_audit.catalogue.server import Limit, ServerFile
from timeout_audit.link.amounts import Values
from timeout_audit.link.launches.advice import Advised, remedy
from timeout_audit.link.launches.bounds import Told, bound
from timeout_audit.model.launch import Launch
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, Confidence, Layer, State, Step, Wait

Pinned = Callable[[str], str]


def waits_of(file: ServerFile, launch: Launch, said: Told, pinned: Pinned, values: Values) -> list[Wait]:
    """Every wait of a launch."""
    return [_wait(file, limit, launch, said, pinned, values) for limit in file.limit]


def _wait(file: ServerFile, limit: Limit, launch: Launch, said: Told, pinned: Pinned, values: Values) -> Wait:
    server = file.server
    found = bound(file, limit, said)
    shorter = cut_short(limit.parameter, found, launch)
    role = "launch" if shorter is None else "grace"
    found = shorter or found
    steps = tuple(Step(msg("started by {place}", place=place), place) for place in launch.via)
    library = said.variant.library if said.variant and said.variant.library else server.library or server.distribution
    return Wait(
        layer=Layer.SERVER,
        api=server.name,
        place=launch.place,
        bound=replace(found, steps=steps),
        library=library,
        version=pinned(server.distribution),
        parameter=limit.parameter,
        role=role,
        function=launch.process,
        confidence=Confidence.HIGH if launch.confident else Confidence.MEDIUM,
        remedy=remedy(Advised(file, limit, found, said, launch, values, pinned)),
        docs=server.docs,
    )


def cut_short(parameter: str, found: Bound, launch: Launch) -> Bound | None:
    """The bound of a shutdown that the orchestrator ends sooner; None where it has time enough."""
    if parameter != "graceful-shutdown" or launch.grace is None or found.seconds is None:
        return None
    if found.state is not State.EXPLICIT or found.seconds < launch.grace:
        return None
    reason = msg(
        "{label} kills the process after {grace} s, before its {seconds} s are over",
        label=launch.grace_label,
        grace=f"{launch.grace:g}",
        seconds=f"{found.seconds:g}",
    )
    return replace(found, state=State.INEFFECTIVE, reason=reason)
