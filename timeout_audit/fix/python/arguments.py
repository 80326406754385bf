"""Adds an item to brackets, in the style in which the others are written: an argument to a call, an entry to a dict."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst
from msgspec import Struct

from timeout_audit.fix.document import Edit
from timeout_audit.fix.python.tree import Tree

_TRIVIA = re.compile(r"(?:[\s,\\]|#[^\r\n]*)*")


class Items(Struct, frozen=True):
    """What brackets hold: the offsets of the brackets, and of each item in them; ``comma`` says that one ends them."""

    start: int
    end: int
    spans: tuple[tuple[int, int], ...]
    comma: bool = False


def arguments_of(tree: Tree, call: cst.Call) -> Items:
    """The arguments of a call."""
    start = _past_trivia(tree.text, tree.span(call.func)[1])
    return _items(tree, start, call.args)


def entries_of(tree: Tree, table: cst.Dict) -> Items:
    """The entries of a dict display that stands in no brackets."""
    return _items(tree, tree.span(table)[0], table.elements)


def _items(tree: Tree, start: int, nodes: Sequence[cst.Arg | cst.BaseDictElement]) -> Items:
    spans = tuple(tree.span(node) for node in nodes)
    end = _past_trivia(tree.text, spans[-1][1] if spans else start + 1)
    return Items(start, end, spans, bool(nodes) and isinstance(nodes[-1].comma, cst.Comma))


def _past_trivia(text: str, offset: int) -> int:
    found = _TRIVIA.match(text, offset)
    return found.end() if found else offset


def add(tree: Tree, items: Items, words: Sequence[str], *, generator: bool = False) -> list[Edit]:
    """The edits that put ``words`` behind the items. ``generator``: the only item is one that has no brackets yet."""
    if not items.spans:
        return [_first(tree, items, ", ".join(words))]
    end = items.spans[-1][1]
    between = separator(tree, items)
    added = "".join(between + word for word in words)
    if generator:
        start = items.spans[0][0]
        return [Edit(start, start, "("), Edit(end, end, ")" + added)]
    behind = tree.text[end : min(tree.document.line_end(end), items.end)]
    lines = bool(between.strip(", \t"))
    closed = items.comma or (lines and len(items.spans) == 1)
    if "#" in behind and lines:
        return _below_comment(tree, items, words, between, closed=closed)
    return [Edit(end, end, added + ("," if closed and not items.comma else ""))]


def _first(tree: Tree, items: Items, written: str) -> Edit:
    """The first item: in the brackets, below a comment that stands there."""
    if "#" not in tree.text[items.start : items.end]:
        return Edit(items.start + 1, items.end, written)
    indent = tree.document.indent(items.end)
    return Edit(items.end, items.end, f"{tree.indent}{written},{tree.document.newline}{indent}")


def separator(tree: Tree, items: Items) -> str:
    """What stands between the last two items, or would: a comma, and a blank or a new line."""
    last = items.spans[-1][0]
    start = tree.document.line_start(last)
    begins_line = not tree.text[start:last].strip()
    if len(items.spans) == 1:
        alone = begins_line and (items.comma or _fills_lines(tree, items))
        return f",{tree.document.newline}{tree.text[start:last]}" if alone else ", "
    found = tree.text[items.spans[-2][1] : last]
    if "#" not in found and "\\" not in found:
        return found
    return f",{tree.document.newline}{tree.text[start:last]}" if begins_line else ", "


def _fills_lines(tree: Tree, items: Items) -> bool:
    """Whether the only item takes several lines, none of which it shares with a bracket."""
    begin, end = items.spans[0]
    first = tree.document.line_start(begin)
    return items.start < first < tree.document.line_start(end) and tree.document.line_end(end) < items.end


def _below_comment(tree: Tree, items: Items, words: Sequence[str], between: str, *, closed: bool) -> list[Edit]:
    """One item a line, and a comment behind the last: it stays with that one. A comma ends what is ``closed``."""
    end = items.spans[-1][1]
    line_end = tree.document.line_end(end)
    new_line = between.lstrip(",").lstrip(" \t")
    added = "".join(f"{new_line}{word}," for word in words)
    added = added if closed else added[:-1]
    return [*([] if items.comma else [Edit(end, end, ",")]), Edit(line_end, line_end, added)]
