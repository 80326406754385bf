"""Gives a call an argument, or the argument that is there a value."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from timeout_audit.fix.document import Edit
from timeout_audit.fix.python.arguments import add, arguments_of, entries_of
from timeout_audit.fix.python.place import fitted
from timeout_audit.fix.python.style import Style
from timeout_audit.fix.python.tree import Tree
from timeout_audit.fix.refusal import Refusal
from timeout_audit.model.text import msg

_PLAIN_STRING = re.compile(r"""[uU]?(?P<quote>'''|\"\"\"|'|")""")
_OPTION = re.compile(r"-c *(?P<name>\w+) *=")


def give(tree: Tree, call: cst.Call, words: Sequence[tuple[str, str]], style: Style) -> tuple[Edit, ...]:
    """The edits that give a call the keywords of ``words``, each with its value as source text.

    Raises:
        Refusal: where the call has such an argument with a value of its own.

    """
    edits: list[Edit] = []
    added: list[str] = []
    equals = _equal_sign(call)
    for keyword, value in words:
        arg = next((one for one in call.args if one.keyword is not None and one.keyword.value == keyword), None)
        if arg is None:
            added.append(f"{keyword}{equals}{value}")
        else:
            edits += _over(tree, arg.value, value, keyword)
    if added:
        last = call.args[-1].value if call.args else None
        generator = isinstance(last, cst.GeneratorExp) and not last.lpar
        edits += add(tree, arguments_of(tree, call), added, generator=generator)
    return fitted(tree, call, edits, added, style)


def switch_on(tree: Tree, arg: cst.Arg, value: str, item: str, style: Style) -> tuple[Edit, ...]:
    """The edits that write a value over the None or 0 of an argument, or over that in its tuple.

    Raises:
        Refusal: where no None or 0 stands there.

    """
    node = arg.value
    if isinstance(node, cst.Tuple):
        edits = [Edit(*tree.span(one.value), item) for one in node.elements if is_off(one.value)]
    else:
        edits = [Edit(*tree.span(node), value)] if is_off(node) else []
    if not edits:
        raise Refusal(msg("its value is made elsewhere"))
    call = tree.above(arg, cst.Call)
    return tuple(edits) if call is None else fitted(tree, call, edits, (), style)


def is_off(node: cst.BaseExpression) -> bool:
    """Whether it is None, False, 0 or a negative number."""
    if isinstance(node, cst.UnaryOperation):
        return isinstance(node.operator, cst.Minus) and isinstance(node.expression, (cst.Integer, cst.Float))
    if isinstance(node, cst.Name):
        return node.value in ("None", "False")
    return isinstance(node, (cst.Integer, cst.Float)) and not node.value.strip("0._")


def _equal_sign(call: cst.Call) -> str:
    """``=`` with the blanks that the call's other keywords have around it."""
    for arg in reversed(call.args):
        if isinstance(arg.equal, cst.AssignEqual):
            before, after = arg.equal.whitespace_before, arg.equal.whitespace_after
            if isinstance(before, cst.SimpleWhitespace) and isinstance(after, cst.SimpleWhitespace):
                both = before.value + after.value
                return "=" if "\\" in both else f"{before.value}={after.value}"
    return "="


def _over(tree: Tree, node: cst.BaseExpression, value: str, keyword: str) -> list[Edit]:
    """The edits that bring a value and what stands there together."""
    if is_off(node):
        return [Edit(*tree.span(node), value)]
    if value.startswith("{") and isinstance(node, cst.Dict) and not node.lpar:
        return _entries(tree, node, value)
    if isinstance(node, cst.SimpleString):
        return _text(tree, node, value, keyword)
    raise Refusal(msg("it is given {keyword} already, by a value that is made elsewhere", keyword=keyword))


def _entries(tree: Tree, table: cst.Dict, value: str) -> list[Edit]:
    """The entries of a dict as entries of the dict that stands there."""
    wanted = cst.parse_expression(value)
    assert isinstance(wanted, cst.Dict)  # noqa: S101 - the caller's value begins with a brace
    edits: list[Edit] = []
    added: list[str] = []
    code = cst.Module([]).code_for_node
    for entry in wanted.elements:
        assert isinstance(entry, cst.DictElement)  # noqa: S101 - as above
        found = _entry(table, code(entry.key))
        if found is None:
            added.append(f"{code(entry.key)}: {code(entry.value)}")
        else:
            edits += _over(tree, found, code(entry.value), code(entry.key))
    return edits + (add(tree, entries_of(tree, table), added) if added else [])


def _entry(table: cst.Dict, key: str) -> cst.BaseExpression | None:
    """The value under a key that is a string."""
    for element in table.elements:
        if not isinstance(element, cst.DictElement) or not isinstance(element.key, cst.SimpleString):
            raise Refusal(msg("the dict may hold {key} already", key=key))
        if element.key.evaluated_value == key.strip("'\""):
            return element.value
    return None


def _text(tree: Tree, node: cst.SimpleString, value: str, keyword: str) -> list[Edit]:
    """An option of the database as one more of those that stand in a string."""
    form, option = _PLAIN_STRING.match(node.value), _OPTION.match(value.lstrip("f").strip("'\""))
    if form is None or option is None or value.startswith("f") or node.lpar:
        raise Refusal(msg("it is given {keyword} already, by a value that is made elsewhere", keyword=keyword))
    start, end = tree.span(node)
    text = value.strip("'\"")
    old = re.search(rf"-c *{option['name']} *=[^\s'\"]*", node.value)
    if old is not None:
        return [Edit(start + old.start(), start + old.end(), text)]
    at = end - len(form["quote"])
    return [Edit(at, at, f" {text}" if at > start + len(form[0]) else text)]
