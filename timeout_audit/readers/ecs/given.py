"""What a value of a template says: text as it stands, and what CloudFormation puts in, which is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from timeout_audit.model.launch import Part, Word
from timeout_audit.readers.nodes import Mapping, Node, Scalar, Sequence
from timeout_audit.readers.source import Text

# What !Sub fills in; ``${!NAME}`` is left to the container, without the exclamation mark.
_FILLED = re.compile(r"\$\{(?P<kept>!)?(?P<name>[^{}]*)\}")
# Aliases may make a value of any size.
_DEEP, _MOST = 20, 400
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
    scalars = list(islice(_scalars(node), _MOST))
    if not scalars:
        return None
    called = function_of(node)
    spot = scalars[0].source.slice(scalars[0].start, scalars[-1].end)
    pieces = list(islice(_pieces(node, _DEEP), _MOST))
    parts = tuple(Part(text.text, "text" if sure else "opaque") for text, sure in pieces if text.text)
    shell = [piece for text, sure in pieces for piece in ([text] if sure else _put_in(text))]
    # Which of its branches !If takes, and whether that leaves a word at all, is not known here.
    word = Word(parts, spot.whole(), split=called is not None and called[0] == "If")
    return Given(word, spot, spot.join(shell))


def _scalars(node: Node) -> Iterator[Scalar]:
    """The scalars of a value in their order, keys left out."""
    stack = [node]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            yield node
        elif id(node) not in seen:
            seen.add(id(node))
            inner = node.items if isinstance(node, Sequence) else [value for _, value in node.entries]
            stack.extend(reversed(inner))


def _pieces(node: Node, depth: int) -> Iterator[tuple[Text, bool]]:
    """The texts that a value is put together from, each with whether it stands there as it will be."""
    called = function_of(node)
    if called is None and isinstance(node, Scalar):
        yield node.value, True
        return
    name, value = called or ("", node)
    first = next(_scalars(value), None)
    if first is None:
        return
    if name == "Sub":
        yield from _filled(first.value)
        return
    parts = value.items if name == "Join" and isinstance(value, Sequence) and depth else []
    between, items = parts if len(parts) == 2 else (None, None)
    if isinstance(between, Scalar) and isinstance(items, Sequence) and function_of(items) is None:
        yield from _joined(between, items.items, depth)
        return
    shown = first.text if name in ("Ref", "GetAtt") else name
    yield first.spot.join([("${" + shown, first.start), ("}", max(first.end - 1, first.start))]), False


def _joined(between: Scalar, items: list[Node], depth: int) -> Iterator[tuple[Text, bool]]:
    first = True
    for item in items:
        if not is_absent(item):
            if not first:
                yield between.spot.join([(between.text, between.start)]), True
            yield from _pieces(item, depth - 1)
            first = False


def _filled(text: Text) -> Iterator[tuple[Text, bool]]:
    at = 0
    for found in _FILLED.finditer(text.text):
        yield text.slice(at, found.start()), True
        if found["kept"]:
            begin, end = found.span()
            yield text.join([text.slice(begin, begin + 2), text.slice(begin + 3, end)]), True
        else:
            yield text.slice(*found.span()), False
        at = found.end()
    yield text.slice(at, len(text)), True


def _put_in(text: Text) -> list[Text | tuple[str, int]]:
    """What is unknown, for a shell: as a variable it might be one of the container's."""
    return [("$(cloudformation", text.offset(0)), (")", text.offset(len(text) - 1))]
