"""The documentation of the rules, as ``explain`` and ``rules`` show it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from textwrap import fill

from timeout_audit.model.documentation import Documentation
from timeout_audit.model.text import Translate
from timeout_audit.report.context import Context, Terminal
from timeout_audit.report.frame import cells
from timeout_audit.report.lines import Line, Span, text
from timeout_audit.report.paper import put
from timeout_audit.report.words import SEVERITIES

_INDENT = "    "
_FENCE = "```"


def paragraphs(section: str) -> list[str]:
    """The parts of a section: paragraphs and blocks of code, in order. Empty lines inside of code do not part it."""
    parts: list[str] = []
    fenced = False
    for part in filter(None, (part.strip("\n") for part in section.split("\n\n"))):
        if fenced or (parts and part.startswith(_INDENT) and parts[-1].startswith(_INDENT)):
            parts[-1] += f"\n\n{part}"
        else:
            parts.append(part)
        fenced ^= part.count(_FENCE) % 2 == 1
    return parts


def is_code(part: str) -> bool:
    """Whether a part of a section is code: indented by four spaces, or fenced."""
    return part.startswith((_INDENT, _FENCE))


def flowing(part: str) -> str:
    """A paragraph without its line breaks: the key of its translation."""
    return " ".join(part.split())


def document(page: Documentation, translate: Translate) -> str:
    """A rule's documentation as Markdown, in the reader's language. Code is as it is."""
    pieces = [translate(page.title)]
    for heading, section in page.sections:
        pieces.append(f"## {translate(heading)}")
        pieces += [part if is_code(part) else translate(flowing(part)) for part in paragraphs(section)]
    return "\n\n".join(pieces) + "\n"


def explain(page: Documentation, context: Context) -> str:
    """What ``explain CODE`` shows: the rule's head and its whole documentation."""
    rule = page.rule
    severity = context.translate(SEVERITIES[rule.severity].template)
    head = f"{rule.code} {rule.name} ({rule.layer}, {severity})"
    body = document(page, context.translate)
    if context.terminal is None:
        return f"{head}\n\n{_filled(body)}"
    return _markdown(f"# {head}\n\n{body}", context.terminal)


def _filled(body: str) -> str:
    parts = (part if is_code(part) else _wrap(part) for part in paragraphs(body))
    return "\n\n".join(parts) + "\n"


def _wrap(part: str) -> str:
    return fill(part, 88, break_long_words=False, break_on_hyphens=False)


def _markdown(source: str, terminal: Terminal) -> str:
    from rich.console import Console  # noqa: PLC0415 - 100 ms, and only terminals need it
    from rich.markdown import Markdown  # noqa: PLC0415 - as above
    from rich.theme import Theme  # noqa: PLC0415 - as above

    console = Console(
        file=io.StringIO(),
        force_terminal=True,
        color_system="standard" if terminal.colour else None,
        width=min(terminal.width, 100),
        theme=Theme({"markdown.code": "cyan"}),
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as captured:
        console.print(Markdown(source, code_theme="ansi_dark"))
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def list_rules(pages: Sequence[Documentation], context: Context) -> str:
    """What ``rules`` shows: a line for each rule."""
    return put(_rows(pages, context), context.terminal)


def _rows(pages: Sequence[Documentation], context: Context) -> Iterator[Line]:
    name = max(len(page.rule.name) for page in pages)
    layer = max(len(page.rule.layer) for page in pages)
    severities = {severity: context.translate(word.template) for severity, word in SEVERITIES.items()}
    severity = max(cells(word) for word in severities.values())
    for page in pages:
        word = severities[page.rule.severity]
        yield text(
            Span(page.rule.code, page.rule.severity.value),
            f"  {page.rule.name:<{name}}  {page.rule.layer:<{layer}}  ",
            Span(word, page.rule.severity.value),
            " " * (severity - cells(word)),
            f"  {context.translate(page.title)}",
            indent=7,
        )
