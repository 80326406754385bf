"""What to say of a limit that came, or did not come, through a function of the project."""

from __future__ import annotations

from timeout_audit.link.values.kinds import Absent, Handed
from timeout_audit.model.place import Place
from timeout_audit.model.text import Message, msg

# Functions that are named in one sentence.
_MOST = 3


def omitted(handed: Handed | None, wanted: str, default: str = "") -> Message | None:
    """That callers left a limit out; None where no function stood between. ``default`` is the parameter's."""
    if handed is None or not handed.omitted:
        return None
    if default:
        return msg(
            "{function}() hands its `{parameter}` on, {default} by default; called without one at {places}",
            function=_functions(handed),
            parameter=handed.parameter,
            default=default,
            places=_listed(handed.places),
        )
    if not handed.parameter.startswith("**"):
        return msg(
            "{function}() hands its `{parameter}` on; called without one at {places}",
            function=_functions(handed),
            parameter=handed.parameter,
            places=_listed(handed.places),
        )
    return msg(
        "{function}() hands its `{parameter}` on; called without `{wanted}` at {places}",
        function=_functions(handed),
        parameter=handed.parameter,
        wanted=wanted,
        places=_listed(handed.places),
    )


def passed(handed: Handed | None, value: str) -> Message | None:
    """That callers switched a limit off."""
    if handed is None:
        return None
    return msg(
        "{function}() hands its `{parameter}` on; {places} passes {value}",
        function=handed.function,
        parameter=handed.parameter,
        places=_listed(handed.places),
        value=value,
    )


def lacking(absent: Absent) -> Message:
    """That a dict has no entry for a limit that is asked of it."""
    if absent.place is None:
        return msg("`{key}` is not in the dict that it is read from", key=absent.key)
    return msg("`{key}` is not in the dict at {place}", key=absent.key, place=absent.place)


def _functions(handed: Handed) -> str:
    """The functions that a limit could have come through, as one name."""
    return "()/".join((handed.function, *handed.others)[:_MOST])


def _listed(places: tuple[Place, ...]) -> Message:
    """The first of several places, and how many there are besides."""
    first = min(places)
    if len(places) == 1:
        return msg("{place}", place=first)
    return msg("{place} and {count} more", place=first, count=len(places) - 1)
