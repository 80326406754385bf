"""What a value of a template says: text as it stands, and what CloudFormation puts in, which is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.model.launch import Part, Word
from timeout_audit.readers.nodes import Mapping, Node, Scalar, Sequence
from timeout_audit.readers.source import Text

# What !Sub fills in; ``${!NAME}`` is left to the container, without the exclamation mark.
_FILLED = re.compile(r"\$\{(?P<kept>!)?(?P<name>[^{}]*)\}")
_DEEP = 20
_ABSENT = "AWS::NoValue"


class Given(Struct):
    """A word, where it stands, and its text for a shell, to which what is unknown is a command put in."""

    word: Word
    spot: Text
    text: Text


def function_of(node: Node) -> tuple[str, Node] | None:
    """The name of the intrinsic function that a node calls, and what it is given: ``!Sub x`` and ``{"Fn::Sub": x}``."""
    if node.tag.startswith("!") and len(node.tag) > 1:
        return node.tag[1:], node
    if isinstance(node, Mapping) and len(node.entries) == 1:
        name, value = node.entries[0]
        if name.text == "Ref" or name.text.startswith("Fn::"):
            return name.text.removeprefix("Fn::"), value
    return None


def is_absent(node: Node) -> bool:
    """Whether a node is the value that takes an entry away."""
    called = function_of(node)
    return called is not None and called[0] == "Ref" and isinstance(called[1], Scalar) and called[1].text == _ABSENT


def given(node: Node) -> Given | None:
    """What a node gives as one word; None where nothing shows where it stands."""
    scalars = list(_scalars(node))
    if not scalars:
        return None
    called = function_of(node)
    spot = scalars[0].source.slice(scalars[0].start, scalars[-1].end)
    pieces = _pieces(node, _DEEP)
    parts = tuple(Part(text.text, "text" if sure else "opaque") for text, sure in pieces if text.text)
    shell = [piece for text, sure in pieces for piece in ([text] if sure else _put_in(text))]
    # Which of its branches !If takes, and whether that leaves a word at all, is not known here.
    word = Word(parts, spot.whole(), split=called is not None and called[0] == "If")
    return Given(word, spot, spot.join(shell))


def _scalars(node: Node) -> Iterator[Scalar]:
    """The scalars of a value in their order, keys left out."""
    stack = [node]
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            yield node
        else:
            inner = node.items if isinstance(node, Sequence) else [value for _, value in node.entries]
            stack.extend(reversed(inner))


def _pieces(node: Node, depth: int) -> list[tuple[Text, bool]]:
    """The texts that a value is put together from, each with whether it stands there as it will be."""
    called = function_of(node)
    if called is None and isinstance(node, Scalar):
        return [(node.value, True)]
    name, value = called or ("", node)
    first = next(_scalars(value), None)
    if first is None:
        return []
    if name == "Sub":
        return _filled(first.value)
    if name == "Join" and isinstance(value, Sequence) and len(value.items) == 2 and depth:
        between, items = value.items
        if isinstance(between, Scalar) and isinstance(items, Sequence) and function_of(items) is None:
            return _joined(between, items, depth)
    shown = first.text if name in ("Ref", "GetAtt") else name
    return [(first.spot.join([("${" + shown, first.start), ("}", max(first.end - 1, first.start))]), False)]


def _joined(between: Scalar, items: Sequence, depth: int) -> list[tuple[Text, bool]]:
    pieces: list[tuple[Text, bool]] = []
    for item in items.items:
        found = [] if is_absent(item) else _pieces(item, depth - 1)
        if found:
            start = found[0][0]
            # What stands between two items has the place of the second.
            separator = start.join([(between.text, start.offset(0))])
            pieces += [*([(separator, True)] if pieces else []), *found]
    return pieces


def _filled(text: Text) -> list[tuple[Text, bool]]:
    pieces: list[tuple[Text, bool]] = []
    at = 0
    for found in _FILLED.finditer(text.text):
        pieces.append((text.slice(at, found.start()), True))
        if found["kept"]:
            kept = text.join([text.slice(found.start(), found.start() + 2), text.slice(found.start() + 3, found.end())])
            pieces.append((kept, True))
        else:
            pieces.append((text.slice(*found.span()), False))
        at = found.end()
    return [*pieces, (text.slice(at, len(text)), True)]


def _put_in(text: Text) -> list[Text | tuple[str, int]]:
    """What is unknown, for a shell: as a variable it might be one of the container's."""
    return [("$(cloudformation", text.offset(0)), (")", text.offset(len(text) - 1))]
