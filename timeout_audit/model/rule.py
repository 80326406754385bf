"""What a rule is: a code for ever, a name that says what is wrong, and a check over the linked project."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.place import Place
from timeout_audit.model.project import Project
from timeout_audit.model.text import Message
from timeout_audit.model.wait import Wait


class Rule(Struct, frozen=True):
    """One rule. Its documentation is the docstring of the module that defines it.

    ``layer`` is the layer's name, "any", or "audit" for what is wrong with the audit itself. ``shown`` is False for
    notes that appear on request only.
    """

    code: str
    name: str
    layer: str
    severity: Severity
    check: Callable[[Project], Iterable[Finding]]

    @property
    def shown(self) -> bool:
        """Whether the rule's findings are shown without being asked for."""
        return self.severity is not Severity.NOTE

    def finding(self, wait: Wait, message: Message, advice: Message | None = None) -> Finding:
        """This rule's finding on ``wait``: its place, its fix, its documentation link.

        ``advice`` is the fix where nothing more precise is known of the wait.
        """
        return Finding(
            code=self.code,
            name=self.name,
            severity=self.severity,
            layer=wait.layer,
            place=wait.place,
            message=message,
            fix=wait.remedy.text if wait.remedy else advice,
            confidence=wait.confidence,
            remedy=wait.remedy,
            also=wait.also,
            docs=wait.docs,
            wait=wait,
        )

    def about(self, place: Place, message: Message) -> Finding:
        """This rule's finding on a place that is no wait."""
        return Finding(self.code, self.name, self.severity, None, place, message)
