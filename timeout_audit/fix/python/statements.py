"""Fixes that write a line of their own: an attribute that is set, a status that is looked at."""

from __future__ import annotations

import re
from typing import NamedTuple

import libcst as cst

from timeout_audit.fix.document import Edit
from timeout_audit.fix.python.place import fitted
from timeout_audit.fix.python.style import Style
from timeout_audit.fix.python.tree import Tree
from timeout_audit.fix.refusal import Refusal
from timeout_audit.model.text import msg
from timeout_audit.readers.python.nodes import dotted_name, without_await

_STRING = re.compile(r"""[uU]?(?P<quote>'|")(?P<text>[^'"\\]*)(?P=quote)""")


class Named(NamedTuple):
    """A line of its own that gives a call's result a name (``target``, perhaps dotted)."""

    line: cst.SimpleStatementLine
    target: str
    value: cst.BaseExpression


def named(tree: Tree, call: cst.Call) -> Named | None:
    """The line ``target = call``, awaited or not; None where the call stands in anything else."""
    assign = tree.statement(call)
    line = tree.parent(assign) if assign is not None else None
    if not isinstance(assign, cst.Assign) or not isinstance(line, cst.SimpleStatementLine) or len(line.body) > 1:
        return None
    target = dotted_name(assign.targets[0].target) if len(assign.targets) == 1 else ""
    if not target or without_await(assign.value) is not call:
        return None
    return Named(line, target, assign.value)


def set_attribute(tree: Tree, call: cst.Call, attribute: str, value: str) -> tuple[Edit, ...]:
    """The edits that set an attribute of the object that the call makes.

    Raises:
        Refusal: where the object has no name in a line of its own.

    """
    found = named(tree, call)
    if found is None:
        raise Refusal(msg("give the object a name in a line of its own: {name} is set on it", name=attribute))
    return (below(tree, found.line, f"{found.target}.{attribute} = {value}"),)


def extend_query(tree: Tree, call: cst.Call, key: str, value: str, style: Style) -> tuple[Edit, ...] | None:
    """The edits that put a key into the query of the URL which stands in the call; None where none stands there."""
    for arg in call.args:
        if arg.star or (arg.keyword is not None and arg.keyword.value != "url"):
            continue
        node = arg.value
        found = _STRING.fullmatch(node.value) if isinstance(node, cst.SimpleString) and not node.lpar else None
        if found is None or "://" not in found["text"] or "#" in found["text"]:
            return None
        start, end = tree.span(node)
        old = re.search(rf"(?<=[?&]{re.escape(key)}=)[^&]*", found["text"])
        if old is not None:
            base = start + found.start("text")
            return fitted(tree, call, [Edit(base + old.start(), base + old.end(), value)], (), style)
        glue = "?" if "?" not in found["text"] else "" if found["text"][-1] in "?&" else "&"
        return fitted(tree, call, [Edit(end - 1, end - 1, f"{glue}{key}={value}")], (), style)
    return None


def ask(tree: Tree, call: cst.Call, method: str, style: Style) -> tuple[Edit, ...]:
    """The edits that call a method of the call's result, which nobody keeps or nobody looks at.

    Raises:
        Refusal: where the result goes elsewhere.

    """
    found = named(tree, call)
    if found is not None:
        return (below(tree, found.line, f"{found.target}.{method}()"),)
    statement = tree.statement(call)
    if not isinstance(statement, cst.Expr) or without_await(statement.value) is not call:
        raise Refusal(msg("its result goes elsewhere"))
    start, end = tree.span(statement.value)
    edits = [Edit(end, end, f".{method}()")]
    if statement.value is not call:
        edits = [Edit(start, start, "("), Edit(end, end, f").{method}()")]
    return fitted(tree, call, edits, (), style)


def below(tree: Tree, line: cst.SimpleStatementLine, code: str) -> Edit:
    """A line of code below a line that holds one statement, at its depth."""
    start, end = tree.span(line.body[0])
    document = tree.document
    if tree.text[document.line_start(start) : start].strip():
        raise Refusal(msg("it stands in one line with what leads to it"))
    at = document.line_end(end)
    return Edit(at, at, f"{document.newline}{document.indent(start)}{code}")
