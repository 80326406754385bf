"""``--statistics``: how many findings there are of each rule."""

from __future__ import annotations

from collections import Counter

from timeout_audit.cli.language import translate
from timeout_audit.model.project import Audit
from timeout_audit.report.escape import printable
from timeout_audit.report.summary import summary


def statistics(audit: Audit) -> str:
    """A line for each rule that found something, the most frequent first, and the summary."""
    found = Counter((finding.code, finding.name) for finding in audit.findings)
    silenced = Counter(one.finding.code for one in audit.suppressed)
    width = max((len(str(count)) for count in found.values()), default=1)
    lines = [
        f"{count:>{width}}  {code}  {name}" + (f"  (+{silenced[code]})" if silenced[code] else "")
        for (code, name), count in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    ]
    return "".join(f"{printable(line)}\n" for line in (*lines, summary(audit, translate())))
