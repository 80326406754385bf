"""The waits of one launch: one for each limit of its server."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from timeout_audit.catalogue.server import Limit, ServerFile
from timeout_audit.link.amounts import Values
from timeout_audit.link.launches.advice import Advised, grace_remedy, remedy
from timeout_audit.link.launches.bounds import Told, bound
from timeout_audit.model.launch import Launch
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, Confidence, Layer, State, Step, Wait

Pinned = Callable[[str, str], str]


def waits_of(file: ServerFile, launch: Launch, said: Told, pinned: Pinned, values: Values) -> list[Wait]:
    """Every wait of a launch."""
    return [_wait(file, limit, launch, said, pinned, values) for limit in file.limit]


def _wait(file: ServerFile, limit: Limit, launch: Launch, said: Told, pinned: Pinned, values: Values) -> Wait:
    server = file.server
    version = pinned(server.distribution, launch.place.path)
    found = bound(file, limit, said, version)
    shorter = cut_short(limit.parameter, found, launch)
    role = "launch" if shorter is None else "grace"
    found = shorter or found
    place = _place(found, launch) if shorter is None else launch.place
    steps = tuple(Step(msg("started by {place}", place=place), place) for place in launch.via)
    library = said.variant.library if said.variant and said.variant.library else server.library or server.distribution
    return Wait(
        layer=Layer.SERVER,
        api=server.name,
        place=place,
        bound=replace(found, steps=steps),
        library=library,
        version=version,
        parameter=limit.parameter,
        role=role,
        function=launch.process,
        confidence=Confidence.HIGH if launch.confident else Confidence.MEDIUM,
        remedy=remedy(Advised(file, limit, found, said, launch, values, version))
        if shorter is None
        else grace_remedy(launch),
        also=() if place == launch.place else (launch.place,),
        docs=server.docs,
    )


def _place(found: Bound, launch: Launch) -> Place:
    """Where the fix goes: to what was written in vain, where that is another file; else to the command."""
    wrong = found.state in (State.DISABLED, State.INEFFECTIVE)
    return found.source if wrong and found.source and found.source.path != launch.place.path else launch.place


def cut_short(parameter: str, found: Bound, launch: Launch) -> Bound | None:
    """The bound of a shutdown that the orchestrator ends sooner; None where it has time enough."""
    if parameter != "graceful-shutdown" or launch.grace is None or found.seconds is None:
        return None
    if found.state is not State.EXPLICIT or found.seconds <= launch.grace:
        return None
    if launch.kind == "compose" and launch.grace_place is None and found.source and found.source.path != launch.file:
        return None  # compose's own 10 s say nothing about where else the image is meant to run
    reason = msg(
        "{label} kills the process after {grace} s, before these {seconds} s are over",
        label=launch.grace_label,
        grace=f"{launch.grace:g}",
        seconds=f"{found.seconds:g}",
    )
    return replace(found, state=State.INEFFECTIVE, reason=reason)
