"""Puts a ``with`` around the statements that use a response."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import libcst as cst

from timeout_audit.fix.document import Edit
from timeout_audit.fix.python.arguments import arguments_of
from timeout_audit.fix.python.place import fitted_line
from timeout_audit.fix.python.statements import named
from timeout_audit.fix.python.style import Style
from timeout_audit.fix.python.tree import Tree
from timeout_audit.fix.refusal import Refusal
from timeout_audit.model.text import msg
from timeout_audit.readers.python.nodes import children

_BLANK_LINES = re.compile(r"(?:(?:\r\n|\r(?!\n)|\n)[ \t]*)*(?=\r\n|\r|\n)")
_STRINGS = (cst.SimpleString, cst.FormattedString, cst.ConcatenatedString)


def enclose(tree: Tree, call: cst.Call, opener: str, style: Style) -> tuple[Edit, ...]:
    """The edits that turn ``name = call`` into ``with call as name:``; ``opener`` is "with" or "async with".

    Raises:
        Refusal: where the name is used elsewhere too, or the lines would not fit.

    """
    found = named(tree, call)
    if found is None or "." in found.target:
        raise Refusal(msg("its result has no name in a line of its own"))
    if (opener == "async with") is not isinstance(found.value, cst.Await):
        raise Refusal(msg("the response is not made by this call alone"))
    body = _followers(tree, found.line, found.target)
    start = tree.span(found.line.body[0])[0]
    begin, end = tree.span(call)
    edits = [Edit(start, begin, f"{opener} "), Edit(end, end, f" as {found.target}:")]
    items = arguments_of(tree, call)
    if tree.document.line_start(items.start) == tree.document.line_start(items.end):
        edits = list(fitted_line(tree, found.line.body[0], edits, items.start, style))
    return (*edits, *_without_blank_lines(tree, end), *_indented(tree, body, style))


def _without_blank_lines(tree: Tree, offset: int) -> Iterator[Edit]:
    """Nothing stands between a line that opens a block and the block: formatters take blank lines away."""
    end = tree.document.line_end(offset)
    found = _BLANK_LINES.match(tree.text, end)
    if found is not None and found.end() > end:
        yield Edit(end, found.end(), "")


def _followers(tree: Tree, line: cst.SimpleStatementLine, name: str) -> Sequence[cst.BaseStatement]:
    """The statements behind ``line`` up to the last that uses the name.

    Raises:
        Refusal: where there is none, or the name is used outside of them or given again.

    """
    block = tree.parent(line)
    if not isinstance(block, (cst.Module, cst.IndentedBlock)):
        raise Refusal(msg("it stands in one line with what leads to it"))
    index = next(i for i, one in enumerate(block.body) if one is line)
    rest = block.body[index + 1 :]
    using = [i for i, one in enumerate(rest) if any(_uses(one, name))]
    if not using:
        raise Refusal(msg("nothing uses it in its block"))
    body = rest[: using[-1] + 1]
    scope = tree.above(line, cst.FunctionDef) or tree.module
    start, end = tree.span(line)[0], tree.span(body[-1])[1]
    for node in _uses(scope, name):
        at = tree.span(node)[0]
        if at < start or at >= end or isinstance(tree.parent(node), (cst.AssignTarget, cst.AnnAssign, cst.NamedExpr)):
            if tree.span(line)[0] <= at < tree.span(line)[1]:
                continue
            raise Refusal(msg("{name} is used in other places too", name=name))
    return [one for one in body if isinstance(one, cst.BaseStatement)]


def _uses(node: cst.CSTNode, name: str) -> Iterator[cst.Name]:
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, cst.Name) and one.value == name:
            yield one
        elif isinstance(one, (cst.Attribute, cst.Arg)):
            pending.append(one.value)
        else:
            pending.extend(children(one))


def _indented(tree: Tree, body: Sequence[cst.BaseStatement], style: Style) -> Iterator[Edit]:
    """The lines of the statements, and of the comments between them, one step deeper."""
    document = tree.document
    first = document.line_start(tree.span(body[0])[0])
    last = _past_comments(tree, document.indent(first), document.line_end(tree.span(body[-1])[1]))
    for comment in _comments_above(tree, first):
        yield Edit(comment, comment, tree.indent)
    fixed = set(_inside_strings(tree, body))
    at = first
    while at < last:
        end = document.line_end(at)
        line = tree.text[at:end]
        if line.strip() and at not in fixed:
            if style.length(line) <= style.width < style.length(line) + len(tree.indent):
                raise Refusal(msg("a line would grow too long one step deeper"))
            yield Edit(at, at, tree.indent)
        at = document.line_start(end + len(document.newline)) if end < len(tree.text) else len(tree.text)
        if at <= end:
            break


def _comments_above(tree: Tree, first: int) -> Iterator[int]:
    """Where comment lines directly above a statement begin, the nearest first."""
    document = tree.document
    at = first
    while at > 0:
        at = document.line_start(at - 1)
        line = tree.text[at : document.line_end(at)]
        if line.strip() and not line.lstrip().startswith("#"):
            return
        if line.strip():
            yield at


def _past_comments(tree: Tree, indent: str, at: int) -> int:
    """The end of the comments that follow a statement and stand deeper than it does."""
    document = tree.document
    end = at
    while end < len(tree.text):
        start = document.line_start(end + len(document.newline))
        end = document.line_end(start) if start > end else len(tree.text)
        line = tree.text[start:end]
        if line.strip() and not (line.lstrip().startswith("#") and len(document.indent(start)) > len(indent)):
            break
        at = end if line.strip() else at
    return at


def _inside_strings(tree: Tree, body: Sequence[cst.BaseStatement]) -> Iterator[int]:
    """Where lines begin that belong to the text of a string."""
    pending: list[cst.CSTNode] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, _STRINGS) and not isinstance(node, cst.ConcatenatedString):
            start, end = tree.span(node)
            at = tree.document.line_end(start) + len(tree.document.newline)
            while at <= end:
                yield at
                at = tree.document.line_end(at) + len(tree.document.newline)
        else:
            pending.extend(children(node))
