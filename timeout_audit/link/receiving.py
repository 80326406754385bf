"""Connections on which a file only receives: what holds back those that send may never concern them."""

from __future__ import annotations

from timeout_audit.catalogue.entry import Wait
from timeout_audit.link.program import Program
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State


def unless_receiving(program: Program, path: str, wait: Wait, bound: Bound) -> Bound:
    """The same bound; unknown where it is none, and the file of the connection receives on it and sends nothing."""
    if bound.state is not State.NONE or not wait.sends:
        return bound
    if any(program.holds(path, name) for name in wait.sends):
        return bound
    if not any(program.holds(path, name) for name in wait.receives):
        return bound
    reason = msg("nothing in this file publishes on it, and the broker holds back those alone that publish")
    return Bound(State.UNKNOWN, source=bound.source, reason=reason, steps=bound.steps)
