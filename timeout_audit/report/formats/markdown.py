"""For a comment on a pull request, or a job's summary: a table of findings and the checklist, folded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from timeout_audit.model.finding import Finding
from timeout_audit.model.project import Audit
from timeout_audit.model.text import Message, counted, msg
from timeout_audit.report.checklist import Item, checklist
from timeout_audit.report.context import Context
from timeout_audit.report.escape import markdown, markdown_cell, markdown_code, markdown_prose, printable
from timeout_audit.report.order import by_severity
from timeout_audit.report.summary import summary, waits_words
from timeout_audit.report.words import LAYERS, SEVERITIES

# GitHub takes comments of up to 65,536 characters. What the findings leave of this is the checklist's.
_LIMIT = 64_000
_FINDINGS = 44_000
_PROBLEMS = 48_000
_CELL = 600  # characters of one piece of text, before escapes
_PLACES = 5


def render(audit: Audit, context: Context) -> str:
    """Fewer than 65,000 characters, whatever the audit; what was left out is said."""
    return _Comment(audit, context).text()


class _Comment:
    def __init__(self, audit: Audit, context: Context) -> None:
        self._audit = audit
        self._context = context
        self._parts: list[str] = []
        self._size = 0

    def text(self) -> str:
        title = msg("timeout-audit: every wait has a bound") if not self._audit.findings else msg("timeout-audit")
        self._add(f"## {self._escaped(title)}\n\n{markdown(summary(self._audit, self._context.translate))}\n")
        self._findings()
        self._problems()
        self._checklist()
        return "".join(self._parts)

    def _escaped(self, message: Message) -> str:
        return markdown_prose(_short(message.render(self._context.translate)))

    def _add(self, part: str) -> None:
        self._parts.append(part)
        self._size += len(part)

    def _fill(self, rows: Iterable[str], limit: int, left_out: Callable[[int], Message]) -> None:
        """Add rows as long as they fit; say how many did not."""
        missing = 0
        for row in rows:
            if missing or self._size + len(row) > limit:
                missing += 1
            else:
                self._add(row)
        if missing:
            self._add(f"\n{self._escaped(left_out(missing))}\n")

    def _findings(self) -> None:
        if not self._audit.findings:
            return
        heads = (msg("severity"), msg("place"), msg("finding"), msg("fix"))
        self._add("\n| " + " | ".join(self._escaped(head) for head in heads) + " |\n|---|---|---|---|\n")
        self._fill(
            (self._row(finding) for finding in by_severity(self._audit.findings)),
            _FINDINGS,
            lambda number: counted(
                number,
                "{count} more finding is left out here: run timeout-audit to see it.",
                "{count} more findings are left out here: run timeout-audit to see them.",
            ),
        )

    def _row(self, finding: Finding) -> str:
        cells = (
            self._escaped(SEVERITIES[finding.severity]),
            markdown_code(_short(str(finding.place))),
            f"**{finding.code}** {self._escaped(finding.message)}",
            self._escaped(finding.fix) if finding.fix is not None else "",
        )
        return "| " + " | ".join(markdown_cell(cell) for cell in cells) + " |\n"

    def _problems(self) -> None:
        if not self._audit.problems:
            return
        self._add(f"\n**{self._escaped(msg('not audited'))}**\n\n")
        self._fill(
            (
                f"- {markdown_code(_short(str(problem.place)))} {self._escaped(problem.message)}\n"
                for problem in self._audit.problems
            ),
            _PROBLEMS,
            lambda number: counted(
                number, "{count} more problem is left out here.", "{count} more problems are left out here."
            ),
        )

    def _checklist(self) -> None:
        waits = self._audit.project.waits
        if not waits or self._context.checklist == "none":
            return
        # In a block of HTML nothing is Markdown; these words are our own.
        head = msg("checklist").render(self._context.translate)
        words = f"{head} - {waits_words(waits, self._context.translate)}"
        self._add(f"\n<details>\n<summary>{words}</summary>\n")
        self._fill(
            self._sections(),
            _LIMIT,
            lambda number: counted(
                number, "{count} more line is left out here.", "{count} more lines are left out here."
            ),
        )
        self._add("\n</details>\n")

    def _sections(self) -> Iterator[str]:
        waits = self._audit.project.waits
        for section in checklist(waits, self._context.translate):
            own = tuple(wait for wait in waits if wait.layer is section.layer)
            words = markdown(waits_words(own, self._context.translate))
            head = f"\n**{self._escaped(LAYERS[section.layer])}** - {words}\n\n"
            for item in section.items:
                yield head + self._item(item)
                head = ""

    def _item(self, item: Item) -> str:
        places = item.places if self._context.checklist == "full" else item.places[:_PLACES]
        shown = ", ".join(markdown_code(_short(str(place))) for place in places)
        hidden = len(item.places) - len(places)
        more = f" {self._escaped(msg('and {count} more', count=hidden))}" if hidden else ""
        what = markdown_code(_short(item.what))
        return (
            f"- `[{item.mark.value}]` {what}: {markdown_prose(_short(item.bound))} ({len(item.places)}) {shown}{more}\n"
        )


def _short(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= _CELL else shown[: _CELL - 3] + "..."
