"""YAML (and JSON, which is YAML) as nodes that know where each character of a value stands.

Built from the parser's events, without recursion: libyaml's own composer crashes the process on deep nesting.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Protocol, Union

import yaml
from msgspec import Struct

from timeout_audit.model.finding import Problem
from timeout_audit.model.text import msg
from timeout_audit.readers.quoted import unescaped
from timeout_audit.readers.source import Text

MAX_DEPTH = 100
MAX_LENGTH = 1_000_000
MAX_NODES = 200_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\ufeff]")
# A tag and an anchor, which stand before the value.
_PROPERTIES = re.compile(r"(?:[!&]\S*(?:\s+|$))+")
_SEPARATOR = re.compile(r"^---(?=\s|$)", re.MULTILINE)


class Scalar(Struct):
    """A value as text; its type is never resolved. Where its characters stand is worked out when somebody asks."""

    text: str
    source: Text
    start: int
    end: int
    style: str = ""
    tag: str = ""

    @property
    def spot(self) -> Text:
        """Where it is written, quotes and all."""
        return self.source.slice(self.start, self.end)

    @property
    def value(self) -> Text:
        """What it says, each character with its place."""
        spot = self.spot
        if self.style in ("|", ">"):
            return _aligned(self.text, spot, spot.text.find("\n") + 1)
        if self.style == '"' and "\n" not in spot.text:
            return unescaped(spot.slice(1, len(spot) - 1))
        if self.style in ('"', "'"):
            return _aligned(self.text, spot, 1)
        stripped = spot.slice(0, len(spot.text.rstrip()))
        return stripped if self.text == stripped.text else _aligned(self.text, stripped, 0)


class Sequence(Struct):
    """A list."""

    items: list[Node]
    tag: str = ""


class Mapping(Struct):
    """A mapping, merge keys and repeated keys kept as they are written."""

    entries: list[tuple[Scalar, Node]]
    tag: str = ""

    def get(self, key: str) -> Node | None:
        """The value of ``key``: its own, else that of the first mapping merged in that has it."""
        seen: list[Mapping] = []
        waiting: list[Mapping] = [self]
        while waiting:
            mapping = waiting.pop(0)
            if any(mapping is other for other in seen) or len(seen) > 50:
                continue
            seen.append(mapping)
            merged: list[Mapping] = []
            value: Node | None = None
            for name, node in mapping.entries:
                if name.text == key:
                    value = node
                elif name.text == "<<":
                    merged.extend(_mappings(node))
            if value is not None:
                return value
            waiting[:0] = merged
        return None

    def pairs(self) -> Iterator[tuple[Scalar, Node]]:
        """Every key once, those of merged mappings after its own."""
        seen: set[str] = set()
        walked: list[Mapping] = []
        waiting: list[Mapping] = [self]
        while waiting:
            mapping = waiting.pop(0)
            if any(mapping is other for other in walked) or len(walked) > 50:
                continue
            walked.append(mapping)
            merged: list[Mapping] = []
            for name, node in mapping.entries:
                if name.text == "<<":
                    merged.extend(_mappings(node))
                elif name.text not in seen:
                    seen.add(name.text)
                    yield name, node
            waiting[:0] = merged


Node = Union[Scalar, Sequence, Mapping]  # noqa: UP007 - evaluated at run time on 3.10, with forward references


def _mappings(node: Node) -> list[Mapping]:
    items = node.items if isinstance(node, Sequence) else [node]
    return [item for item in items if isinstance(item, Mapping)]


def documents(text: Text, wanted: Callable[[str], bool] | None = None) -> tuple[list[Node], list[Problem]]:
    """Every document of a file, or those that are ``wanted`` by their text.

    A broken one is a problem, keeps what came before the fault, and hides no other.
    """
    source = _FORBIDDEN.sub(" ", text.text)
    starts = [0, *(match.start() for match in _SEPARATOR.finditer(source) if match.start())]
    spans = list(zip(starts, [*starts[1:], len(source)], strict=True))
    if wanted is not None:
        spans = [(start, end) for start, end in spans if wanted(source[start:end])]
    if sum(end - start for start, end in spans) > MAX_LENGTH:
        message = msg(
            "the file is larger than {limit} characters: what it starts is not audited", limit=f"{MAX_LENGTH:,}"
        )
        return [], [Problem(text.path, 1, message)]
    if wanted is None:
        whole = _Composer(text, source, 0)
        found = whole.compose()
        if whole.fault is None:
            return found, []
        if len(spans) == 1:
            return found, [_problem(text, whole)]
    found, problems = [], []
    for start, end in spans:
        one = _Composer(text, source[start:end], start)
        found.extend(one.compose())
        if one.fault is not None:
            problems.append(_problem(text, one))
    return found, problems


def _problem(text: Text, composer: _Composer) -> Problem:
    reason, at = composer.fault or ("", 0)
    message = msg(
        "the YAML cannot be read from here on ({reason}): what follows in this document is not audited", reason=reason
    )
    return Problem(text.path, text.place(min(at, max(len(text) - 1, 0)), at).line, message)


class _Composer:
    """Events to nodes, with a stack."""

    def __init__(self, text: Text, source: str, base: int) -> None:
        self.text = text
        self.source = source
        self.base = base
        self.fault: tuple[str, int] | None = None
        self.anchors: dict[str, Node] = {}
        self.roots: list[Node] = []
        self.stack: list[Sequence | Mapping] = []
        self.keys: list[Scalar | None] = []

    def compose(self) -> list[Node]:
        """The documents, as far as they can be read."""
        count = 0
        try:
            for event in yaml.parse(self.source, Loader=_LOADER):
                count += 1
                if count > MAX_NODES or len(self.stack) > MAX_DEPTH:
                    self.fault = ("nested too deeply, or too large", self.base + _index(event.start_mark))
                    break
                self.take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.fault = (str(error.problem or error.context or ""), self.base + _index(mark))
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            self.fault = (type(error).__name__, self.base)
        return self.roots

    def take(self, event: yaml.Event) -> None:
        """One event."""
        if isinstance(event, yaml.ScalarEvent):
            self.add(self.scalar(event), event.anchor)
        elif isinstance(event, yaml.AliasEvent):
            node = self.anchors.get(event.anchor or "")
            at = self.base + _index(event.start_mark)
            self.add(node if node is not None else Scalar("", self.text, at, at), None)
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            made = (
                Sequence([], event.tag or "")
                if isinstance(event, yaml.SequenceStartEvent)
                else Mapping([], event.tag or "")
            )
            self.add(made, event.anchor)
            self.stack.append(made)
            self.keys.append(None)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.stack.pop()
            self.keys.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.anchors = {}

    def add(self, node: Node, anchor: str | None) -> None:
        """Put a node where it belongs."""
        if anchor:
            self.anchors[anchor] = node
        if not self.stack:
            self.roots.append(node)
            return
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = node if isinstance(node, Scalar) else Scalar("", self.text, self.base, self.base)
        else:
            parent.entries.append((key, node))
            self.keys[-1] = None

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        """A scalar with its extent."""
        start, end = _index(event.start_mark), _index(event.end_mark)
        if (event.tag or event.anchor) and (properties := _PROPERTIES.match(self.source, start, end)):
            start = properties.end()
        start, end = self.base + start, self.base + end
        return Scalar(event.value, self.text, start, end, event.style or "", event.tag or "")


class _Mark(Protocol):
    index: int


def _index(mark: _Mark | None) -> int:
    return mark.index if mark is not None else 0


def _aligned(value: str, source: Text, at: int) -> Text:
    """``value`` with the places that its characters have in ``source``, where lines were folded or quotes doubled."""
    text = source.text
    pieces: list[Text | tuple[str, int]] = []
    run = at
    start = at
    for character in value:
        if run < len(text) and text[run] == character and character != "\n":
            run += 1
            continue
        if run > start:
            pieces.append(source.slice(start, run))
        if character in " \n":
            blank = run
            while run < len(text) and text[run] in " \t\r\n" and (character == " " or blank == run):
                run += 1
            pieces.append((character, source.offset(min(blank, max(len(text) - 1, 0)))))
            start = run
            continue
        found = run
        while found < len(text) and text[found] != character:
            found += 1
        if found < len(text):
            start = found
            run = found + 1
        else:
            pieces.append((character, source.offset(min(run, max(len(text) - 1, 0)))))
            start = run
    if run > start:
        pieces.append(source.slice(start, run))
    return source.join(pieces)
