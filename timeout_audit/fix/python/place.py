"""Fits an addition into the lines where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import libcst as cst

from timeout_audit.fix.document import Edit, apply, moved
from timeout_audit.fix.python.arguments import Items, arguments_of
from timeout_audit.fix.python.layout import Break, Room, broken
from timeout_audit.fix.python.style import Style
from timeout_audit.fix.python.tree import Tree


def fitted(tree: Tree, call: cst.Call, edits: Sequence[Edit], words: Sequence[str], style: Style) -> tuple[Edit, ...]:
    """The edits of a call, with its line broken where they would make it longer than the style allows.

    ``words`` are the arguments that are added to the call.
    """
    document = tree.document
    items = arguments_of(tree, call)
    start, close = items.start, items.end
    first = document.line_start(tree.span(call)[0])
    if document.newline in tree.text[tree.span(call)[0] : close]:
        return _one_a_line(tree, items, edits, words, style)
    if first != document.line_start(close):
        return tuple(edits)
    return fitted_line(tree, call, edits, start, style)


def fitted_line(tree: Tree, node: cst.CSTNode, edits: Sequence[Edit], bracket: int, style: Style) -> tuple[Edit, ...]:
    """The edits of the line in which a call opens its ``bracket``, with breaks where it would grow too long."""
    document = tree.document
    first, last = document.line_start(bracket), document.line_end(bracket)
    added = sum(len(edit.text) - (edit.end - edit.start) for edit in edits)
    line = tree.text[first:last]
    if style.length(line) > style.width or style.length(line) + added <= style.width:
        return tuple(edits)
    indent = document.indent(first)
    code = apply(line, [Edit(edit.start - first, edit.end - first, edit.text) for edit in edits])[len(indent) :]
    room = Room(indent, tree.indent, style.width, *_surroundings(tree, node, first, last))
    column = moved(bracket, sorted(edits)) - first - len(indent)
    breaks = broken(code, column, room)
    return tuple(edits) if breaks is None else _joined(edits, breaks, first + len(indent), document.newline)


def _surroundings(tree: Tree, inner: cst.CSTNode, first: int, last: int) -> tuple[bool, bool]:
    """Whether the line stands in brackets that began before it, and whether it is all that they hold."""
    node: cst.CSTNode | None = inner
    while node is not None and not isinstance(node, (cst.BaseSmallStatement, cst.BaseCompoundStatement)):
        node = tree.parent(node)
    if node is None or tree.span(node)[0] >= first:
        return False, False
    before, after = tree.text[:first].rstrip(), tree.text[last:].lstrip()
    return True, before[-1:] in tuple("([{") and after[:1] in tuple(")]}")


def _joined(edits: Sequence[Edit], breaks: Sequence[Break], offset: int, newline: str) -> tuple[Edit, ...]:
    """Edits and the breaks of the line that they make, as edits of the line as it is."""
    pieces = sorted(edits)
    texts = [edit.text for edit in pieces]
    found: dict[tuple[int, int], str] = {}
    for one in reversed(breaks):
        text = one.text.replace("\n", newline)
        index, begin, shift = _piece(pieces, one, offset)
        if index is None:
            span = one.start - shift + offset, one.end - shift + offset
            found[span] = text + found.get(span, "")
        else:
            texts[index] = texts[index][: one.start - begin] + text + texts[index][one.end - begin :]
    made = (Edit(edit.start, edit.end, text) for edit, text in zip(pieces, texts, strict=True))
    return tuple(sorted((*made, *(Edit(*span, text) for span, text in found.items()))))


def _piece(pieces: Sequence[Edit], one: Break, offset: int) -> tuple[int | None, int, int]:
    """The edit in whose text a break falls and where that text begins; else None, and what the edits before it add."""
    shift = 0
    for index, edit in enumerate(pieces):
        begin = edit.start - offset + shift
        if begin <= one.start and one.end <= begin + len(edit.text):
            return index, begin, shift
        if one.start < begin:
            break
        shift += len(edit.text) - (edit.end - edit.start)
    return None, 0, shift


def _one_a_line(
    tree: Tree, items: Items, edits: Sequence[Edit], words: Sequence[str], style: Style
) -> tuple[Edit, ...]:
    """Arguments that shared a line of their own, and do not fit into it any more, take one for each."""
    if not items.spans or len(edits) != 1 or not words:
        return tuple(edits)
    document = tree.document
    begin, end = items.spans[0][0], items.spans[-1][1]
    first, last = document.line_start(begin), document.line_end(end)
    alone = first > items.start and document.line_start(end) == first and last < items.end
    plain = not tree.text[first:begin].strip() and not tree.text[end:last].strip(" \t,")
    if not alone or not plain or style.length(tree.text[first:last]) + len(edits[0].text) <= style.width:
        return tuple(edits)
    below = "," + document.newline + tree.text[first:begin]
    cuts = [Edit(one[1], other[0], below) for one, other in pairwise(items.spans)]
    return (*cuts, Edit(end, end, "".join(below + word for word in words) + ("" if items.comma else ",")))
