"""A fleet at a glance: a line for every repository, the worst first."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from timeout_audit.fleet.order import Answer
from timeout_audit.model.finding import Severity
from timeout_audit.model.text import Message, counted, msg
from timeout_audit.model.wait import State
from timeout_audit.report.context import Context
from timeout_audit.report.escape import printable

_WIDE = 10_000
_OPEN = (State.NONE, State.DISABLED, State.INEFFECTIVE)


def table(answers: Sequence[Answer], context: Context) -> str:
    """The table, and below it what could not be audited."""
    from rich.console import Console  # noqa: PLC0415 - 100 ms
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    translate = context.translate
    heads = (
        msg("repository"),
        msg("files"),
        msg("errors"),
        msg("warnings"),
        msg("missing"),
        msg("default"),
        msg("unknown"),
        msg("bounded"),
    )
    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for number, head in enumerate(heads):
        drawn.add_column(head.render(translate), justify="right" if number else "left", no_wrap=True)
    rows = [(answer.member.name, _counts(answer)) for answer in answers]
    rows.sort(key=lambda row: ([-row[1][at] for at in (1, 2, 3)], row[0]))
    total = tuple(map(sum, zip(*(counts for _, counts in rows), strict=True)))
    for name, counts in [*rows, (msg("together").render(translate), total)]:
        style = "red" if counts[1] else "yellow" if counts[2] else ""
        drawn.add_row(Text(printable(name), style), *(Text(str(count) if count else "·") for count in counts))
    terminal = context.terminal
    console = Console(
        file=io.StringIO(),
        width=terminal.width if terminal else _WIDE,
        force_terminal=terminal is not None and terminal.colour,
        no_color=terminal is None or not terminal.colour,
        highlight=False,
    )
    with console.capture() as capture:
        console.print(drawn)
    lines = [line.rstrip() for line in capture.get().splitlines()]
    return "\n".join([*lines, *(printable(line.render(translate)) for line in _problems(answers))]) + "\n"


def _counts(answer: Answer) -> tuple[int, ...]:
    """The numbers of a row, in the order of the columns."""
    audit = answer.audit
    severities = [finding.severity for finding in audit.findings]
    states = [wait.bound.state for wait in audit.project.waits]
    return (
        audit.files,
        severities.count(Severity.ERROR),
        severities.count(Severity.WARNING),
        sum(state in _OPEN for state in states),
        states.count(State.DEFAULT),
        states.count(State.UNKNOWN),
        states.count(State.EXPLICIT),
    )


def _problems(answers: Sequence[Answer]) -> Iterator[Message]:
    for answer in answers:
        problems = answer.audit.problems
        if not answer.audit.files and problems:
            yield msg("{repository}: {problem}", repository=answer.member.name, problem=problems[0].message)
        elif problems:
            yield counted(
                len(problems),
                "{repository}: {count} file could not be audited",
                "{repository}: {count} files could not be audited",
                repository=answer.member.name,
            )
