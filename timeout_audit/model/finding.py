"""What the audit reports: findings of rules, and problems of the audit itself."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from timeout_audit.model.place import Place
from timeout_audit.model.text import Message
from timeout_audit.model.wait import Confidence, Layer, Remedy, Wait


class Severity(str, Enum):
    """Error: can wait for ever. Warning: finite by a default nobody chose. Note: shown on request."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Higher is worse."""
        return list(Severity).index(self)


class Finding(Struct, frozen=True):
    """A rule's report on one place. ``also`` lists further places that say the same thing.

    ``wait`` is what it is about; None for what is wrong with the audit itself.
    """

    code: str
    name: str
    severity: Severity
    layer: Layer | None
    place: Place
    message: Message
    fix: Message | None = None
    confidence: Confidence = Confidence.HIGH
    remedy: Remedy | None = None
    also: tuple[Place, ...] = ()
    docs: str = ""
    wait: Wait | None = None


class Suppressed(Struct, frozen=True):
    """A finding that somebody silenced.

    ``reason`` is what they wrote, "" for nothing. ``external`` says that a file elsewhere silences it (a baseline)
    rather than a comment in the source.
    """

    finding: Finding
    reason: str = ""
    external: bool = False


class Problem(Struct, frozen=True):
    """Something that the audit could not do, with the place and the remedy. The audit went on."""

    path: str
    line: int
    message: Message

    @property
    def place(self) -> Place:
        """Where it is: a line, or the whole file where ``line`` is 0."""
        return Place(self.path, self.line)
