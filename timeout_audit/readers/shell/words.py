"""Words of the shell: what is literal in them, what is a variable, what cannot be known."""

from __future__ import annotations

import re

from tree_sitter import Node

from timeout_audit.model.launch import Part, Word
from timeout_audit.readers.shell.syntax import Tree
from timeout_audit.readers.source import Text

_DEFAULTS = {":-", "-", ":=", "=", ":+", "+", ":?", "?"}
_ANSI = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "E": "\x1b"}
_IN_QUOTES = re.compile(r'\\([$`"\\\n])')
_BARE = re.compile(r"\\(.)", re.DOTALL)
_DEPTH = 40


def read_word(tree: Tree, text: Text, node: Node) -> Word:
    """The word that ``node`` is."""
    start, end = tree.span(node)
    parts: list[Part] = []
    splits = _read(tree, node, parts, 0)
    return Word(tuple(_merged(parts)), text.place(start, end), splits)


def _read(tree: Tree, node: Node, parts: list[Part], depth: int) -> bool:
    """Add the parts of ``node``; True where an expansion in it may become several words."""
    kind = node.type
    source = tree.source(node)
    if depth > _DEPTH:
        parts.append(Part(source, "opaque"))
        return True
    if kind == "raw_string":
        parts.append(Part(source[1:-1]))
    elif kind == "ansi_c_string":
        parts.append(Part(_BARE.sub(lambda found: _ANSI.get(found[1], found[1]), source[2:-1])))
    elif kind in ("string", "translated_string"):
        _read_string(tree, node, parts, depth)
    elif kind in ("simple_expansion", "expansion"):
        part = _variable(tree, node, depth)
        parts.append(part)
        return True
    elif kind in ("concatenation", "command_name"):
        return _read_children(tree, node, parts, depth)
    elif kind in ("command_substitution", "process_substitution", "arithmetic_expansion"):
        parts.append(Part(source, "opaque"))
        return kind == "command_substitution"
    else:
        parts.append(Part(_BARE.sub(_unescaped, source)))
    return False


def _unescaped(found: re.Match[str]) -> str:
    return "" if found[1] == "\n" else found[1]


def _read_children(tree: Tree, node: Node, parts: list[Part], depth: int) -> bool:
    splits = False
    at = tree.span(node)[0]
    for child in node.children:
        start, end = tree.span(child)
        if start > at:
            parts.append(Part(_BARE.sub(_unescaped, tree.text[at:start])))
        splits = _read(tree, child, parts, depth + 1) or splits
        at = end
    return splits


def _read_string(tree: Tree, node: Node, parts: list[Part], depth: int) -> None:
    """What stands between double quotes; text that the grammar gives no node to is text all the same."""
    start, end = tree.span(node)
    at = start + (2 if tree.text.startswith('$"', start) else 1)
    end -= 1 if tree.text[end - 1 : end] == '"' else 0
    for child in node.named_children:
        if child.type == "string_content":
            continue
        child_start, child_end = tree.span(child)
        blanks = len(tree.text[child_start:child_end]) - len(tree.text[child_start:child_end].lstrip())
        parts.append(Part(_quoted(tree.text[at : child_start + blanks])))
        if child.type in ("simple_expansion", "expansion"):
            parts.append(_variable(tree, child, depth))
        else:
            parts.append(Part(tree.source(child).strip(), "opaque"))
        at = child_end
    parts.append(Part(_quoted(tree.text[at:end])))


def _quoted(source: str) -> str:
    return _IN_QUOTES.sub(_unescaped, source)


def _variable(tree: Tree, node: Node, depth: int) -> Part:
    """``$name``, ``${name…}`` as a part; forms that compute something are opaque."""
    source = tree.source(node).strip()
    name = operator = ""
    joined = False
    word: list[Part] = []
    for child in node.children:
        if child.type in ("variable_name", "special_variable_name"):
            if operator:
                return Part(source, "opaque")
            name = tree.source(child)
        elif child.type == "subscript" and not name:
            found = re.fullmatch(r"(\w+)\[[@*]\]", tree.source(child))
            if found is None:
                return Part(source, "opaque")
            name, joined = found[1], True
        elif child.type in ("$", "${", "}") or tree.source(child).strip() in ("$", "${", "}"):
            continue
        elif not operator and tree.source(child) in _DEFAULTS and name:
            operator = tree.source(child)
        elif operator:
            _read(tree, child, word, depth + 1)
        else:
            return Part(source, "opaque")
    if not name:
        return Part(source, "opaque")
    return Part(name, "variable", operator, tuple(_merged(word)), joined or name in ("@", "*"))


def _merged(parts: list[Part]) -> list[Part]:
    """Neighbouring texts as one, empty ones dropped."""
    merged: list[Part] = []
    for part in parts:
        if part.kind == "text" and merged and merged[-1].kind == "text":
            merged[-1] = Part(merged[-1].text + part.text)
        elif part.kind != "text" or part.text:
            merged.append(part)
    return merged
