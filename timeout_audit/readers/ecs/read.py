"""Reads Amazon's task definitions: every container with its command, its variables and its time to stop.

CloudFormation writes the keys of its templates in PascalCase, the interface of ECS its own in camelCase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from timeout_audit.model.launch import Command, LaunchFile, Part, Process, Setting, Word
from timeout_audit.readers.ecs.given import function_of, given, is_absent
from timeout_audit.readers.nodes import Mapping, Node, Scalar, Sequence, documents
from timeout_audit.readers.shell.script import script_words
from timeout_audit.readers.source import Text, decode

_TYPE = "AWS::ECS::TaskDefinition"
# How long ECS waits before it kills, where the container does not say.
_GRACE = 30.0

_Key = Callable[[str], str]


def read(path: str, data: bytes) -> LaunchFile | None:
    """The containers of all tasks; None where the file defines no task."""
    if b"ontainerDefinitions" not in data:
        return None
    roots, problems = documents(Text.of_file(path, decode(data)))
    processes = [process for root in roots for process in _tasks(root)]
    return LaunchFile(path, "ecs", processes=tuple(processes), problems=tuple(problems)) if processes else None


def _camel(key: str) -> str:
    return key


def _pascal(key: str) -> str:
    return key[0].upper() + key[1:]


def _tasks(root: Node) -> Iterator[Process]:
    """The containers of every task below ``root``, wherever it stands."""
    stack = [root]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            kind, properties = node.get("Type"), node.get("Properties")
            if isinstance(kind, Scalar) and kind.text == _TYPE and isinstance(properties, Mapping):
                containers = properties.get("ContainerDefinitions")
                yield from (_container(container, _pascal) for container, _ in _entries(containers))
                continue
            yield from (_container(one, _camel) for one, _ in _entries(node.get("containerDefinitions")))
        inner = _inner(node)
        stack.extend(one for one in reversed(inner) if not isinstance(one, Scalar))


def _inner(node: Node) -> list[Node]:
    if isinstance(node, Mapping):
        return [value for _, value in node.entries]
    return node.items if isinstance(node, Sequence) else []


def _entries(node: Node | None) -> Iterator[tuple[Mapping, bool]]:
    """The mappings of a list, each with whether it is there under no condition."""
    stack = [(node, True)] if node is not None and (isinstance(node, Sequence) or function_of(node)) else []
    seen: set[int] = set()
    while stack:
        one, certain = stack.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        called = function_of(one)
        if called is not None:
            inner = called[1].items[1:] if called[0] == "If" and isinstance(called[1], Sequence) else []
            stack.extend((branch, False) for branch in reversed(inner))
        elif isinstance(one, Sequence):
            stack.extend((item, certain) for item in reversed(one.items))
        elif isinstance(one, Mapping):
            yield one, certain


def _container(node: Mapping, key: _Key) -> Process:
    name, grace = node.get(key("name")), node.get(key("stopTimeout"))
    title = given(name) if name is not None else None
    first = next((entry for entry, _ in node.entries), Scalar("", Text.of_file("", ""), 0, 0))
    digits = grace.text if isinstance(grace, Scalar) and grace.text.isdigit() and len(grace.text) < 9 else ""
    image, workdir = node.get(key("image")), node.get(key("workingDirectory"))
    return Process(
        name=title.word.source if title else "",
        place=(title.word.place if title else first.spot.whole()),
        entrypoint=_command(node.get(key("entryPoint")), key("entryPoint")),
        command=_command(node.get(key("command")), key("command")),
        settings=tuple(_environment(node, key)),
        image=_word(image),
        workdir=_word(workdir),
        grace=float(digits) if digits else None,
        grace_default=_GRACE if grace is None or is_absent(grace) else None,
        grace_place=grace.spot.whole() if digits and isinstance(grace, Scalar) else None,
        grace_label="ECS",
    )


def _word(node: Node | None) -> Word | None:
    made = given(node) if node is not None and not is_absent(node) else None
    return made.word if made else None


def _command(node: Node | None, label: str) -> Command | None:
    """A list of words; where a function makes the list, one word that may stand for any number."""
    if node is None or is_absent(node):
        return None
    if function_of(node) is not None or not isinstance(node, Sequence):
        made = given(node)
        if made is None:
            return None
        # The blank says that it is more than the one word that an application would be.
        whole = Part(made.word.source + " …", "opaque")
        return Command("list", label, made.word.place, (Word((whole,), made.word.place, split=True),))
    words = [word for item in node.items if not is_absent(item) and (word := given(item)) is not None]
    if not words:
        return None
    place = words[0].spot.join([words[0].spot, words[-1].spot]).whole()
    return Command("list", label, place, script_words([(one.word, one.text) for one in words]))


def _environment(node: Mapping, key: _Key) -> Iterator[Setting]:
    """The variables of a container; those that are secrets are not written here."""
    for group, held in (("environment", "value"), ("secrets", "")):
        for entry, certain in _entries(node.get(key(group))):
            name = entry.get(key("name"))
            if isinstance(name, Scalar):
                word = _word(entry.get(key(held))) if held and certain else None
                unknown = Word((Part(f"${{{name.text}}}", "opaque"),), name.spot.whole())
                yield Setting(name.text, (word or unknown,), name.spot.whole())
