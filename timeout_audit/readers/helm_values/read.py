"""Reads the values of a chart: each as ``.Values.a.b``, and each command that they spell out."""

from __future__ import annotations

from timeout_audit.model.launch import Command, LaunchFile, Part, Process, Setting, Word
from timeout_audit.readers.interpolation import PARENTHESES, interpolated
from timeout_audit.readers.nodes import Mapping, Node, Scalar, Sequence, documents
from timeout_audit.readers.shell.script import script_words
from timeout_audit.readers.source import Text, decode

_MOST = 5_000


def read(path: str, data: bytes) -> LaunchFile | None:
    """Every value, and a process for every mapping that has a command of its own."""
    roots, problems = documents(Text.of_file(path, decode(data)))
    settings: list[Setting] = []
    processes: list[Process] = []
    stack: list[tuple[Node, str]] = [(root, ".Values") for root in roots]
    while stack and len(settings) < _MOST:
        node, name = stack.pop()
        if isinstance(node, Mapping):
            process = _process(node, name)
            if process is not None:
                processes.append(process)
            stack.extend((value, f"{name}.{key.text}") for key, value in reversed(list(node.pairs())))
        elif isinstance(node, Scalar):
            settings.append(Setting(name, (_word(node),), node.spot.whole(), exported=False))
        else:
            items = [item for item in node.items if isinstance(item, Scalar)]
            if items and len(items) == len(node.items):
                place = node.items[0].spot.whole() if isinstance(node.items[0], Scalar) else items[0].spot.whole()
                settings.append(Setting(name, _words(items), place, several=True, exported=False))
    return LaunchFile(
        path, "helm_values", processes=tuple(processes), settings=tuple(settings), problems=tuple(problems)
    )


def _word(scalar: Scalar) -> Word:
    if "{{" in scalar.text:
        return Word((Part(scalar.text, "opaque"),), scalar.spot.whole())
    return Word(interpolated(scalar.text, PARENTHESES), scalar.spot.whole())


def _words(items: list[Scalar]) -> tuple[Word, ...]:
    return script_words([(_word(item), item.value) for item in items])


def _process(node: Mapping, name: str) -> Process | None:
    commands: dict[str, Command] = {}
    for label in ("command", "args"):
        value = node.get(label)
        items = [item for item in value.items if isinstance(item, Scalar)] if isinstance(value, Sequence) else []
        if items:
            place = items[0].source.slice(items[0].start, items[-1].end).whole()
            commands[label] = Command("list", label, place, _words(items))
    if not commands:
        return None
    place = next(iter(commands.values())).place
    return Process(
        name=name.removeprefix(".Values."),
        place=place,
        entrypoint=commands.get("command"),
        command=commands.get("args"),
        grace_label="Kubernetes",
    )
