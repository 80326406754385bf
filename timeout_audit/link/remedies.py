"""How to give a wait its bound, from the entry of its library."""

from __future__ import annotations

from collections.abc import Mapping

from timeout_audit.catalogue.index import Known
from timeout_audit.link.bounds import Asked
from timeout_audit.model.text import Message, msg, number
from timeout_audit.model.wait import Bound, Remedy, State

# What a service can usually afford.
_SECONDS: dict[str, float] = {"http": 10, "database": 30, "broker": 10, "cache": 5}
_OTHERWISE = 30.0


def remedy(known: Known, asked: Asked, bound: Bound, values: Mapping[str, float]) -> Remedy | None:
    """The fix of a wait that has no bound of its own choosing, None where it has one.

    ``values`` are the seconds that the configuration wants, by layer.
    """
    if bound.state in (State.EXPLICIT, State.UNKNOWN):
        return None
    fix = known.wait.fix
    if fix is None:
        return None
    layer = known.wait.layer or known.library.layer
    seconds = values.get(layer, _SECONDS.get(layer, _OTHERWISE))
    written = {"seconds": number(seconds), "milliseconds": number(seconds * 1000)}
    if fix.text:
        return Remedy(Message(fix.text, tuple(written.items())), place=asked.call.place)
    value = fix.value.format_map(written)
    text = msg("pass {keyword}={value}", keyword=fix.keyword, value=value)
    return Remedy(text, "keyword", asked.call.place, fix.keyword, value, msg(fix.unsafe) if fix.unsafe else None)
