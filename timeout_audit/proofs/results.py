"""What the proofs have shown: ``results.json``, written by ``python -m timeout_audit.proofs.record``."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import msgspec
from msgspec import Struct

from timeout_audit.proofs.claim import Claim, Expected
from timeout_audit.proofs.runner import Proof

PATH = Path(str(files("timeout_audit.proofs") / "results.json"))


class Shown(Struct, frozen=True, array_like=True):
    """One claim as it was shown: what was expected, and what became of it."""

    expected: str
    outcome: str


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """What was shown of one library.

    ``version`` and ``python`` are what it ran on, ``horizon`` the seconds after which a call counted as waiting for
    ever. ``claims`` maps the text of each claim to what was shown, ``unproven`` that of the others to the reason.
    """

    version: str
    python: str
    horizon: float
    claims: dict[str, Shown] = {}
    unproven: dict[str, str] = {}


def records() -> dict[str, Record]:
    """The record of every library that was tried, by name."""
    return msgspec.json.decode(PATH.read_bytes(), type=dict[str, Record]) if PATH.exists() else {}


def record_of(proof: Proof, python: str, horizon: float) -> Record:
    """The record of a proof that refuted nothing.

    Raises:
        ValueError: where a claim was refuted or left undecided; the message tells the first.

    """
    claims: dict[str, Shown] = {}
    unproven: dict[str, str] = {}
    for result in proof.results:
        if result.verdict == "unprovable":
            unproven[result.claim.text] = str(result.outcome)
        elif result.verdict == "proven":
            claims[result.claim.text] = Shown(expectation(result.claim.expected), str(result.outcome))
        else:
            raise ValueError(f"{result.claim.text} is {result.verdict}: {result.outcome}")
    return Record(proof.version, python, horizon, claims, unproven)


def write(updated: dict[str, Record]) -> None:
    """Put these records into the file, beside those of other libraries."""
    everything = dict(sorted({**records(), **updated}.items()))
    text = msgspec.json.format(msgspec.json.encode(everything), indent=1).decode()
    text = re.sub(r"\[\s+(\"(?:[^\"\\]|\\.)*\"),\s+(\"(?:[^\"\\]|\\.)*\")\s+\]", r"[\1, \2]", text)
    PATH.write_text(text + "\n", "utf-8")


def expectation(expected: Expected) -> str:
    """An expectation in a few words; it changes with the catalogue's claim."""
    if expected.kind == "default":
        ways = (
            f"{entry.versions or 'all'}: {'waits' if entry.seconds is None else f'{entry.seconds:g} s'}"
            for entry in expected.default
        )
        return f"default ({', '.join(ways)})"
    return expected.kind if expected.seconds is None else f"{expected.kind} after {expected.seconds:g} s"


def doubts(library: str, claims: tuple[Claim, ...], record: Record | None) -> list[str]:
    """What the record does not show of these claims; nothing for a library that is proven."""
    if record is None:
        return [f"{library}: nothing was tried"]
    found = []
    for claim in claims:
        if claim.text in record.unproven:
            continue
        shown = record.claims.get(claim.text)
        if shown is None:
            found.append(f"{library}: {claim.text} was never tried")
        elif shown.expected != expectation(claim.expected):
            found.append(f"{library}: {claim.text} was shown as {shown.expected}")
    stale = {*record.claims, *record.unproven} - {claim.text for claim in claims}
    return found + [f"{library}: {text} is claimed no more" for text in sorted(stale)]
