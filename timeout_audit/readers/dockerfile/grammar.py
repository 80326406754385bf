"""Takes one joined instruction apart with the grammar: words and pairs with their places."""

from __future__ import annotations

from functools import cache

import tree_sitter_containerfile
from msgspec import Struct
from tree_sitter import Language, Node, Parser

from timeout_audit.readers.source import Text


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_containerfile.language()))


class Parsed(Struct):
    """The pieces of FROM, ENV, ARG, COPY and ADD. ``pairs`` are (name, value); ``flags`` are ``--name=value``."""

    words: list[Text]
    flags: dict[str, str]
    pairs: list[tuple[Text, Text | None]]
    alias: str = ""
    fault: bool = False


def parse(line: Text) -> Parsed:
    """The pieces of an instruction; ``fault`` where the grammar could not follow all of it."""
    encoded = line.text.encode("utf-8", "surrogatepass")
    root = _parser().parse(encoded).root_node
    parsed = Parsed([], {}, [], fault=root.has_error)
    ascii_only = len(encoded) == len(line)

    def text(node: Node) -> Text:
        if ascii_only:
            return line.slice(node.start_byte, node.end_byte)
        start = len(encoded[: node.start_byte].decode("utf-8", "replace"))
        return line.slice(start, start + len(encoded[node.start_byte : node.end_byte].decode("utf-8", "replace")))

    node = _instruction(root)
    for child in node.named_children if node is not None else ():
        if child.type == "param":
            name, _, value = text(child).text.removeprefix("--").partition("=")
            parsed.flags[name] = value
        elif child.type in ("env_pair", "arg_pair"):
            names = child.children_by_field_name("name")
            values = child.children_by_field_name("value") or child.children_by_field_name("default")
            given = line.join(text(part) for part in values) if values else None
            parsed.pairs.extend((text(part), given) for part in names)
        elif child.type == "image_alias":
            parsed.alias = text(child).text
        elif child.type in ("image_spec", "path") and not _announces_document(child):
            parsed.words.append(text(child))
    return parsed


def _instruction(root: Node) -> Node | None:
    """The instruction itself; that of an ONBUILD where it is one."""
    node = next((child for child in root.children if child.type.endswith("_instruction")), None)
    if node is not None and node.type == "onbuild_instruction":
        return next((child for child in node.named_children if child.type.endswith("_instruction")), None)
    return node


def _announces_document(node: Node) -> bool:
    return any(inner.type == "heredoc_marker" for inner in node.named_children)
