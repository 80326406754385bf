"""For people: findings with their lines of code, then the checklist of all waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timeout_audit.model.finding import Finding
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit
from timeout_audit.model.text import Message, counted, msg
from timeout_audit.report.checklist import Item, Mark, checklist
from timeout_audit.report.context import Context
from timeout_audit.report.escape import printable
from timeout_audit.report.frame import cells, frame
from timeout_audit.report.lines import Line, Span, text
from timeout_audit.report.order import by_layer, repeated
from timeout_audit.report.paper import put
from timeout_audit.report.source import Sources
from timeout_audit.report.summary import summary, waits_words
from timeout_audit.report.words import AUDIT, LAYERS, SEVERITIES

_PLACES = 3  # of an item of the checklist, before it is folded
_ITEMS = 12  # of a layer of the checklist
_STYLES = {Mark.MISSING: "error", Mark.UNKNOWN: "note", Mark.DEFAULT: "warning", Mark.BOUNDED: "bounded"}


def render(audit: Audit, context: Context) -> str:
    """Findings grouped by layer, problems, the checklist and one line of summary."""
    return put(_Page(audit, context).lines(), context.terminal)


class _Page:
    def __init__(self, audit: Audit, context: Context) -> None:
        self._audit = audit
        self._context = context
        self._sources = Sources(audit.project.root, audit.project.buffers)

    def lines(self) -> Iterator[Line]:
        for layer, findings in by_layer(self._audit.findings):
            yield from self._heading(LAYERS[layer] if layer else AUDIT)
            for first, *again in repeated(findings):
                yield from self._finding(first, again)
        yield from self._problems()
        if self._context.checklist != "none":
            yield from self._checklist()
        yield self._summary()
        if self._audit.findings:
            yield text(Span(self._say(msg("timeout-audit explain CODE says more about a rule")), "faint"))

    def _say(self, message: Message) -> str:
        return printable(message.render(self._context.translate))

    def _heading(self, message: Message) -> Iterator[Line]:
        title = self._say(message)
        yield text(Span(title, "heading"))
        yield text(Span("-" * cells(title), "heading"))
        yield text()

    def _place(self, place: Place, column: bool = False) -> Span:
        shown = f"{place}:{place.column}" if column else str(place)
        terminal = self._context.terminal
        link = ""
        if terminal and terminal.links:
            from timeout_audit.report.links import file_uri  # noqa: PLC0415 - pathlib, and only screens need it

            link = file_uri(self._audit.project.root, place.path)
        return Span(printable(shown), "place", link)

    def _finding(self, finding: Finding, again: Sequence[Finding]) -> Iterator[Line]:
        """One finding in full, and the heads of those that say the same of the same file."""
        yield self._head(finding)
        yield from self._frame(finding)
        yield text("  ", self._say(finding.message), indent=2)
        if finding.fix is not None:
            label = self._say(msg("fix"))
            first, *more = finding.fix.render(self._context.translate).split("\n")
            yield text("  ", Span(f"{label}: ", "fix"), printable(first), indent=4)
            yield from (text("    ", printable(line), indent=4) for line in more)
        if finding.also:
            spans = [span for place in finding.also for span in (", ", self._place(place))]
            yield text("  ", f"{self._say(msg('also at'))} ", *spans[1:], indent=4)
        if again:
            yield text("  ", self._say(msg("the same again:")))
            yield from (self._head(one) for one in again)
        yield text()

    def _head(self, finding: Finding) -> Line:
        return text(
            self._place(finding.place, column=True),
            " ",
            Span(self._say(SEVERITIES[finding.severity]), finding.severity.value),
            " ",
            Span(finding.code, finding.severity.value, finding.docs),
            f" {finding.name}",
        )

    def _frame(self, finding: Finding) -> Iterator[Line]:
        width = self._context.terminal.width - 10 if self._context.terminal else 110
        rows = frame(self._sources, finding.place, width)
        gutter = max((len(str(row.number)) for row in rows), default=0) + 2
        for row in rows:
            number = Span(f"{row.number:>{gutter}} | ", "faint")
            yield text(number, Span(row.text, "code"), wraps=False)
            if row.end > row.start:
                marks = Span("^" * (row.end - row.start), finding.severity.value)
                yield text(Span(" " * gutter + " | ", "faint"), " " * row.start, marks, wraps=False)

    def _problems(self) -> Iterator[Line]:
        if not self._audit.problems:
            return
        yield from self._heading(msg("not audited"))
        for problem in self._audit.problems:
            yield text(self._place(problem.place), " ", self._say(problem.message), indent=2)
        yield text()

    def _checklist(self) -> Iterator[Line]:
        waits = self._audit.project.waits
        if not waits:
            return
        yield from self._heading(msg("checklist"))
        folded = 0
        for section in checklist(waits, self._context.translate):
            head = waits_words(tuple(wait for wait in waits if wait.layer is section.layer), self._context.translate)
            yield text(Span(self._say(LAYERS[section.layer]), "heading"), f" - {head}", indent=2)
            shown = section.items if self._context.checklist == "full" else section.items[:_ITEMS]
            folded += sum(len(item.places) for item in section.items[len(shown) :])
            for line, hidden in self._items(shown):
                folded += hidden
                yield line
            yield text()
        if folded:
            more = counted(
                folded,
                "{count} place is not shown: --checklist full shows it",
                "{count} places are not shown: --checklist full shows them",
            )
            yield text(Span(self._say(more), "faint"))
            yield text()

    def _items(self, items: tuple[Item, ...]) -> Iterator[tuple[Line, int]]:
        """A line for each item, and how many of its places it leaves out."""
        number = max(len(str(len(item.places))) for item in items)
        what = min(max(cells(printable(item.what)) for item in items), 56)
        bound = min(max(cells(printable(item.bound)) for item in items), 56)
        for item in items:
            places = item.places if self._context.checklist == "full" else item.places[:_PLACES]
            hidden = len(item.places) - len(places)
            spans = [span for place in places for span in (", ", self._place(place))][1:]
            if hidden:
                more = msg("and {count} more", count=hidden)
                spans.append(f" {self._say(more)}")
            yield (
                text(
                    Span(f"  [{item.mark.value}]", _STYLES[item.mark]),
                    f" {len(item.places):>{number}}  {_padded(item.what, what)}  {_padded(item.bound, bound)}  ",
                    *spans,
                    indent=10,
                ),
                hidden,
            )

    def _summary(self) -> Line:
        worst = max(
            (finding.severity for finding in self._audit.findings), key=lambda severity: severity.rank, default=None
        )
        style = worst.value if worst else "bounded"
        return text(Span(printable(summary(self._audit, self._context.translate)), style))


def _padded(words: str, width: int) -> str:
    shown = printable(words)
    return shown + " " * (width - cells(shown))
