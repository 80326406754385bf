"""How often each rule was broken, as ``--statistics`` shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from timeout_audit.model.finding import Finding
from timeout_audit.model.project import Audit
from timeout_audit.report.context import Context
from timeout_audit.report.lines import Line, Span, text
from timeout_audit.report.paper import put
from timeout_audit.report.summary import summary


def statistics(audit: Audit, context: Context) -> str:
    """A line for each rule, the most frequent first, and the summary."""
    return put(_lines(audit, context), context.terminal)


def _lines(audit: Audit, context: Context) -> Iterator[Line]:
    first: dict[str, Finding] = {}
    for finding in audit.findings:
        first.setdefault(finding.code, finding)
    numbers = Counter(finding.code for finding in audit.findings)
    width = max((len(str(number)) for number in numbers.values()), default=0)
    for code, number in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])):
        yield text(f"{number:>{width}}  ", Span(code, first[code].severity.value), f"  {first[code].name}")
    yield text(Span(summary(audit, context.translate), "faint"))
