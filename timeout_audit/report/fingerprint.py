"""Names for findings that outlive an edit elsewhere in the file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from timeout_audit.model.finding import Finding
from timeout_audit.report.source import Sources

_LINE = 2_000  # characters: enough to tell lines apart, and generated ones may have millions


def fingerprints(findings: Iterable[Finding], sources: Sources) -> Iterator[str]:
    """A name for each finding: 32 hexadecimal digits, unique within the report.

    It is made of the code, the file and the text of the line (blanks aside), not of its number. Equal lines with the
    same finding are told apart by their order. Where the line cannot be read, the message stands for it.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        place = finding.place
        line = sources.line(place.path, place.line)
        key = (finding.code, place.path, str(finding.message) if line is None else " ".join(line[:_LINE].split()))
        seen[key] += 1
        name = "\0".join((*key, str(seen[key])))
        yield hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
