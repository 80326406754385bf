"""The JSON interface, version 1: what ``--format json`` writes. ``schema.json`` is made from these classes.

Version 1 may gain keys; none is renamed, removed or given another meaning. Lines and columns count from 1, columns
count characters, ends are exclusive and null where only the start is known. All times are in seconds. Paths are
relative to ``root``, with ``/``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from timeout_audit.model.finding import Severity
from timeout_audit.model.wait import Blocks, Confidence, Layer, State

Line = Annotated[int, Meta(ge=0, description="from 1; 0 where a problem concerns the whole file")]
Column = Annotated[int, Meta(ge=1, description="from 1, in characters")]
Count = Annotated[int, Meta(ge=0)]
Seconds = Annotated[float, Meta(description="seconds")]


class Place(Struct, frozen=True):
    """Where something is written."""

    path: str
    line: Line
    column: Column


class Step(Struct, frozen=True):
    """One link in the chain of evidence behind a bound."""

    text: str
    place: Place | None


class Bound(Struct, frozen=True):
    """What limits a wait.

    ``seconds`` is null where the limit could not be computed, or where there is none; ``expression`` is the source
    text that it was read from; ``source`` is where that is written; ``reason`` says why where the state alone does not.
    """

    state: State
    seconds: Seconds | None
    expression: str | None
    source: Place | None
    reason: str | None
    steps: tuple[Step, ...]


class Wait(Struct, frozen=True):
    """A place where the service waits on something outside itself.

    ``parameter`` tells several limits of one call apart; ``role`` is "call", "client", "launch" or "response";
    ``version`` is the library's version that the project pins, "" where it does not; ``blocks`` is what stands still
    meanwhile, null where that is not known.
    """

    layer: Layer
    api: str
    path: str
    line: Line
    column: Column
    end_line: Line | None
    end_column: Column | None
    bound: Bound
    parameter: str
    role: str
    library: str
    version: str
    function: str
    blocks: Blocks | None
    confidence: Confidence
    also: tuple[Place, ...]
    notes: tuple[str, ...]
    docs: str


class Remedy(Struct, frozen=True):
    """The pieces of a fix. ``unsafe`` says why applying it would change more than the wait; null where it is safe."""

    kind: str
    keyword: str
    value: str
    place: Place | None
    unsafe: str | None


class Finding(Struct, frozen=True):
    """A rule's report. ``layer`` is null where it concerns the audit itself. ``fingerprint`` outlives moved lines."""

    code: Annotated[str, Meta(pattern=r"^TA\d{3}$")]
    name: str
    severity: Severity
    confidence: Confidence
    layer: Layer | None
    path: str
    line: Line
    column: Column
    end_line: Line | None
    end_column: Column | None
    message: str
    fix: str | None
    remedy: Remedy | None
    also: tuple[Place, ...]
    docs: str
    fingerprint: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]


class Ignored(Struct, frozen=True):
    """A finding that was silenced. ``reason`` is "" where none was given; ``by`` is where the silencing is written."""

    finding: Finding
    reason: str
    by: Literal["comment", "file"]


class Problem(Struct, frozen=True):
    """Something that could not be audited."""

    path: str
    line: Line
    message: str


class Waits(Struct, frozen=True):
    """Numbers of waits by what bounds them; ``missing`` are those that nothing does."""

    total: Count
    bounded: Count
    default: Count
    missing: Count
    unknown: Count


class Findings(Struct, frozen=True):
    """Numbers of findings by severity."""

    error: Count
    warning: Count
    note: Count


class Summary(Struct, frozen=True):
    """The numbers. ``layers`` has those layers alone that have a wait."""

    files: Count
    waits: Waits
    layers: dict[Layer, Waits]
    findings: Findings
    ignored: Count
    problems: Count


class Tool(Struct, frozen=True):
    """What wrote the report."""

    name: Literal["timeout-audit"]
    version: str


class Report(Struct, frozen=True):
    """An audit by timeout-audit. ``language`` is that of all messages; codes and states are the same in any."""

    schema: Literal[1]
    tool: Tool
    root: str
    language: str
    waits: tuple[Wait, ...]
    findings: tuple[Finding, ...]
    ignored: tuple[Ignored, ...]
    problems: tuple[Problem, ...]
    summary: Summary
