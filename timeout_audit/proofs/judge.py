"""Compares what became of a trial with what the catalogue claims."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from timeout_audit.catalogue.defaults import default_at
from timeout_audit.proofs.claim import Claim, Expected

Verdict = Literal["proven", "refuted", "undecided", "unprovable"]
AT_ONCE = 2.0
"""Seconds within which a call that does not wait must have ended, on a machine that is busy."""
SHORT = 3.0
"""Seconds to which a recipe shortens a default that is too long to wait for."""


class Outcome(Struct, frozen=True):
    """What became of one trial, as the worker saw it."""

    ended: bool = False
    seconds: float = 0.0
    error: str = ""
    message: str = ""
    where: str = ""
    unprovable: str = ""

    def __str__(self) -> str:
        """What became of it, in a few words."""
        if self.unprovable:
            return self.unprovable
        if not self.ended:
            return f"still waiting after {self.seconds:.0f} s" + (f", in {self.where}" if self.where else "")
        return f"{self.error or 'returned'} after {self.seconds:.1f} s"


class Result(Struct, frozen=True):
    """A claim, what became of its trial, and whether the one proves the other. ``expected`` is never "default"."""

    claim: Claim
    expected: Expected
    outcome: Outcome
    verdict: Verdict


class Conditions(Struct, frozen=True):
    """Under which conditions the trials of a library were made.

    ``version`` is the library's, ``versions`` those of other distributions that its claims lean on.
    ``shadow`` is the library's longest finite default in seconds: a call that has waited for less may not be waiting
    for ever. ``shortened`` holds the defaults that the recipe found and replaced by ``SHORT``.
    """

    version: str
    versions: dict[str, str] = {}
    shadow: float = 0.0
    shortened: tuple[float, ...] = ()


def judge(claim: Claim, outcome: Outcome, conditions: Conditions, tries: int = 1) -> Result:
    """Whether ``outcome`` proves ``claim`` under these conditions, where the library itself tries ``tries`` times."""
    expected = resolve(claim.expected, conditions.versions.get(claim.expected.of, conditions.version))
    shadow, judged = conditions.shadow, expected
    if conditions.shortened:
        shadow = SHORT
        if claim.expected.kind == "default" and expected.kind == "ends":
            found = any(abs((expected.seconds or 0) - seconds) < 0.001 for seconds in conditions.shortened)
            judged = Expected("ends", SHORT if found else expected.seconds)
    return Result(claim, expected, outcome, _verdict(judged, outcome, shadow, tries))


def resolve(expected: Expected, version: str) -> Expected:
    """The same expectation for one version: "default" becomes what that version's default is."""
    if expected.kind != "default":
        return expected
    default = default_at(expected.default, version)
    return Expected("waits") if default is None or default.seconds is None else Expected("ends", default.seconds)


def latest(seconds: float) -> float:
    """When a limit of ``seconds`` must have acted, on a machine that is busy."""
    return seconds + max(2.0, seconds / 4)


def _verdict(expected: Expected, outcome: Outcome, shadow: float, tries: int) -> Verdict:
    if outcome.unprovable:
        return "unprovable"
    took = outcome.seconds
    if expected.kind == "waits":
        if outcome.ended:
            return "refuted"
        return "proven" if took > latest(shadow) else "undecided"
    if not outcome.ended:
        late = expected.kind != "ends" or took > latest(expected.seconds or shadow) * tries
        return "refuted" if late else "undecided"
    if expected.kind == "ends":
        right = expected.seconds is None or 0.75 * expected.seconds <= took <= latest(expected.seconds) * tries
    else:
        right = took <= AT_ONCE * tries and (expected.kind == "at-once" or bool(outcome.error))
    return "proven" if right else "refuted"
