"""What the proofs have shown: ``results.json``, written by ``python -m timeout_audit.proofs.record``."""

from __future__ import annotations

import os
import re

import msgspec
from msgspec import Struct

from timeout_audit.catalogue.entry import LibraryFile, Wait
from timeout_audit.catalogue.names import expand
from timeout_audit.model.text import Message, msg
from timeout_audit.proofs.claim import Claim, Expected

PATH = os.path.join(os.path.dirname(__file__), "results.json")


class Shown(Struct, frozen=True, array_like=True):
    """One claim as it was shown: what was expected, and what became of it.

    ``seconds`` passed until the call ended, or until nobody watched it any longer; ``error`` is the class of what it
    raised, ``where`` the line where it was still waiting.
    """

    expected: str
    ended: bool
    seconds: float
    error: str = ""
    where: str = ""


class Record(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was shown of one library.

    ``version`` and ``python`` are what it ran on, ``horizon`` the seconds after which a call counted as waiting for
    ever. ``shortened`` holds the library's own defaults, in seconds, that were too long to wait for and were shortened.
    ``claims`` maps the text of each claim to what was shown, ``unproven`` that of the others to the reason.
    """

    version: str
    python: str
    horizon: float
    shortened: tuple[float, ...] = ()
    claims: dict[str, Shown] = {}
    unproven: dict[str, str] = {}


def records() -> dict[str, Record]:
    """The record of every library that was tried, by name."""
    with open(PATH, "rb") as file:
        return msgspec.json.decode(file.read(), type=dict[str, Record])


def write(updated: dict[str, Record]) -> None:
    """Put these records into the file, beside those of other libraries."""
    everything = dict(sorted({**records(), **updated}.items()))
    text = msgspec.json.format(msgspec.json.encode(everything), indent=1).decode()
    shown = re.compile(r"\[\s+((?:\"(?:[^\"\\]|\\.)*\"|true|false|[\d.e+-]+)(?:,\s+|\s+(?=\])))+\]")
    text = shown.sub(lambda found: re.sub(r"\s*\n\s*", " ", found[0]).replace("[ ", "[").replace(" ]", "]"), text)
    with open(PATH, "w", encoding="utf-8") as file:
        file.write(text + "\n")


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


def evidence(file: LibraryFile, wait: Wait, record: Record | None) -> Message | None:
    """What was shown of a wait: the bare call, and a call with a bound. None where nothing was."""
    name = next(iter(expand(wait.calls[0])))
    label = "" if wait.parameter == "timeout" else f" [{wait.parameter}]"
    bare = record.claims.get(f"{name}(){label}") if record is not None else None
    if record is None or bare is None:
        return None
    proof = msg(
        "proven on {library} {version}: {bare}",
        library=file.library.name,
        version=record.version,
        bare=_told(bare, shortened=bool(record.shortened)),
    )
    for text, shown in record.claims.items():
        fits = text.startswith(f"{name}(") and text.endswith(label or (")", "1"))
        if fits and shown.ended and shown.expected == "ends after 1 s":
            call = text.removesuffix(label)
            return msg("{proof}; {call}: {bounded}", proof=proof, call=call, bounded=_told(shown))
    return proof


def _told(shown: Shown, *, shortened: bool = False) -> Message:
    if shortened and shown.expected.startswith("default"):
        return msg(
            "its default, shortened to {seconds} s for the proof, ended the wait", seconds=f"{shown.seconds:.0f}"
        )
    if not shown.ended:
        return msg("still waiting after {seconds} s, in {line}", seconds=f"{shown.seconds:.0f}", line=shown.where)
    if shown.error:
        return msg("{error} after {seconds} s", error=shown.error, seconds=f"{shown.seconds:.1f}")
    return msg("over after {seconds} s", seconds=f"{shown.seconds:.1f}")
