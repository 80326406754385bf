"""Why a fix is not made."""

from __future__ import annotations

from timeout_audit.model.text import Message


class Refusal(Exception):
    """What stands in the code leaves no edit that is certainly right."""

    def __init__(self, reason: Message) -> None:
        """``reason`` is for the user."""
        super().__init__(str(reason))
        self.reason = reason
