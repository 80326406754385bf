"""How to give a wait its bound, from the entry of its library."""

from __future__ import annotations

from timeout_audit.catalogue.index import Known
from timeout_audit.link.bounds import Asked
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, Remedy, State

# What a service can usually afford; the configuration overrides it by layer.
_SECONDS = {"http": 10, "database": 30, "broker": 10, "cache": 5}


def remedy(known: Known, asked: Asked, bound: Bound) -> Remedy | None:
    """The fix of a wait that has no bound of its own choosing, None where it has one."""
    if bound.state in (State.EXPLICIT, State.UNKNOWN):
        return None
    fix = known.wait.fix
    if fix is None:
        return None
    seconds = _SECONDS.get(known.wait.layer or known.library.layer, 30)
    values = {"seconds": f"{seconds}", "milliseconds": f"{seconds * 1000}"}
    if fix.text:
        return Remedy(Message(fix.text, tuple(values.items())), place=asked.call.place)
    value = fix.value.format_map(values)
    text = msg("pass {keyword}={value}", keyword=fix.keyword, value=value)
    return Remedy(text, "keyword", asked.call.place, fix.keyword, value, msg(fix.unsafe) if fix.unsafe else None)
