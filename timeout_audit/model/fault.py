"""What ends a run before it begins: wrong use or a wrong configuration, never a fault of the audited code."""

from __future__ import annotations

from timeout_audit.model.text import Message


class Fault(Exception):
    """Everything that is wrong with what was asked for, gathered; the shell prints it and exits with 2."""

    def __init__(self, *messages: Message) -> None:
        """One message for each thing to mend."""
        super().__init__(*messages)
        self.messages = messages
