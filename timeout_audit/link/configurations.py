"""Applications that take their settings from an object or a module, and whether that can be read."""

from __future__ import annotations

from timeout_audit.link.bounds import Asked
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.handed import handings
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State

_BY = frozenset({"celery"})
"""The semantics of applications that take settings so."""


class Configurations:
    """Looks for settings that a project takes from where they cannot be read."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def unread(self, asked: Asked) -> Bound | None:
        """Unknown where the application that a call makes takes settings that cannot be read; None elsewhere."""
        for handing in handings(self._evaluator) if asked.known.wait.semantics in _BY else ():
            applications = handing.given_to(self._evaluator)
            if (not applications or asked.call.place in applications) and handing.files(self._evaluator) is None:
                reason = msg("`{name}` takes settings that cannot be read", name=handing.name)
                return Bound(State.UNKNOWN, source=handing.site.call.place, reason=reason)
        return None
