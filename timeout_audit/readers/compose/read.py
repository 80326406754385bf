"""Reads a compose file: what each service runs, in which environment, and how long it may take to stop."""

from __future__ import annotations

import posixpath
import re

from timeout_audit.model.launch import Build, Command, LaunchFile, Part, Process, Setting, Word
from timeout_audit.readers.commands import exec_words, split_words
from timeout_audit.readers.compose import is_named
from timeout_audit.readers.interpolation import BRACES, interpolated
from timeout_audit.readers.nodes import Mapping, Node, Scalar, Sequence, documents
from timeout_audit.readers.source import Text, decode
from timeout_audit.readers.spans import seconds

_SERVICES = re.compile(rb"^[ \t]*[\"']?services[\"']?[ \t]*:", re.MULTILINE)
# What a compose file has under any name: most other files of YAML need not be parsed to be told from it.
_AT_THE_TOP = re.compile(rb"^[\"']?services[\"']?[ \t]*:", re.MULTILINE)
_CONTAINER = re.compile(rb"^[ \t]+[\"']?(?:image|build)[\"']?[ \t]*:", re.MULTILINE)
_KNOWN = {"configs", "include", "name", "networks", "secrets", "services", "version", "volumes"}
# How long compose waits before it kills, where the file does not say.
_GRACE = 10.0


def read(path: str, data: bytes) -> LaunchFile | None:
    """The services of a compose file."""
    named = is_named(path)
    if not (_may_be_any(data) if named else _AT_THE_TOP.search(data) and _CONTAINER.search(data)):
        return None
    roots, problems = documents(Text.of_file(path, decode(data)))
    if not named and not (roots and all(_is_compose(root) for root in roots)):
        return None
    processes: list[Process] = []
    for root in roots:
        services = root.get("services") if isinstance(root, Mapping) else None
        if isinstance(services, Mapping):
            folder = posixpath.dirname(path)
            processes.extend(
                _service(name, node, folder) for name, node in services.pairs() if isinstance(node, Mapping)
            )
    return LaunchFile(path, "compose", processes=tuple(processes), problems=tuple(problems))


def _may_be_any(data: bytes) -> bool:
    """Whether a file with the name of a compose file may have services; in UTF-16 that is not seen before."""
    return b"\0" in data or _SERVICES.search(data) is not None


def _is_compose(root: Node) -> bool:
    """Whether a document is a compose file's: nothing that compose does not know, and a container among its services.

    Others list services too: Symfony its classes, Helm what it makes of them, platforms what they build.
    """
    services = root.get("services") if isinstance(root, Mapping) else None
    if not isinstance(root, Mapping) or not isinstance(services, Mapping):
        return False
    known = all(name.text in _KNOWN or name.text.startswith("x-") for name, _ in root.pairs())
    nodes = [node for _, node in services.pairs()]
    return known and all(isinstance(node, Mapping) for node in nodes) and any(map(_is_container, nodes))


def _is_container(node: Node) -> bool:
    """Whether a service names its image, or says how it is built."""
    if not isinstance(node, Mapping):
        return False
    return isinstance(node.get("image"), Scalar) or isinstance(node.get("build"), (Scalar, Mapping))


def _service(name: Scalar, node: Mapping, folder: str) -> Process:
    grace = _scalar(node.get("stop_grace_period"))
    image = _scalar(node.get("image"))
    workdir = _scalar(node.get("working_dir"))
    return Process(
        name=name.text,
        place=name.spot.whole(),
        entrypoint=_command(node.get("entrypoint"), "entrypoint"),
        command=_command(node.get("command"), "command"),
        settings=tuple(_environment(node.get("environment"))),
        env_files=tuple(_joined(folder, file) for file in _env_files(node.get("env_file"))),
        image=_word(image) if image else None,
        build=_build(node.get("build"), folder),
        workdir=_word(workdir) if workdir else None,
        grace=seconds(grace.text) if grace else None,
        grace_default=_GRACE,
        grace_place=grace.spot.whole() if grace else None,
        grace_label="compose",
        extends=_extends(node.get("extends"), folder),
    )


def _scalar(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) and node.tag != "!reset" else None


def _word(scalar: Scalar) -> Word:
    return Word(interpolated(scalar.text, BRACES), scalar.spot.whole())


def _undoubled(text: Text) -> Text:
    """``$$`` is a dollar sign that compose leaves to the container."""
    if "$$" not in text.text:
        return text
    pieces: list[Text | tuple[str, int]] = []
    at = 0
    for found in re.finditer(r"\$\$", text.text):
        pieces.append(text.slice(at, found.start() + 1))
        at = found.end()
    return text.join([*pieces, text.slice(at, len(text))])


def _command(node: Node | None, label: str) -> Command | None:
    """A list as it is, a string split into words without a shell; an empty one clears the image's."""
    if isinstance(node, Sequence):
        items = [item for item in node.items if isinstance(item, Scalar)]
        words = exec_words([(_undoubled(item.value), item.spot) for item in items], BRACES)
        if not items:
            return None if node.items else Command("list", label, Text.of_file("", "").whole())
        place = items[0].source.slice(items[0].start, items[-1].end).whole()
        return Command("list", label, place, words)
    if isinstance(node, Scalar):
        if node.style == "" and node.text in ("", "null", "~", "Null", "NULL"):
            return None
        return Command("words", label, node.spot.whole(), split_words(_undoubled(node.value), BRACES))
    return None


def _environment(node: Node | None) -> list[Setting]:
    """``environment`` as a mapping or as a list of ``NAME=value``; a name alone comes from outside."""
    settings: list[Setting] = []
    if isinstance(node, Mapping):
        for name, value in node.pairs():
            if isinstance(value, Scalar):
                empty = value.style == "" and value.text in ("", "null", "~")
                words = () if empty else (_word(value),)
                settings.append(Setting(name.text, words or (_outside(name),), name.spot.whole()))
    elif isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Scalar):
                title, equals, _ = item.text.partition("=")
                text = item.value.slice(len(title) + 1, len(item.text))
                word = Word(interpolated(text.text, BRACES), text.whole()) if equals else _outside(item)
                settings.append(Setting(title, (word,), item.spot.whole()))
    return settings


def _outside(name: Scalar) -> Word:
    """A variable that is passed on from where compose is run."""
    return Word(interpolated("${" + name.text + "}", BRACES), name.spot.whole())


def _env_files(node: Node | None) -> list[str]:
    items = node.items if isinstance(node, Sequence) else [node]
    found: list[str] = []
    for item in items:
        scalar = item.get("path") if isinstance(item, Mapping) else item
        if isinstance(scalar, Scalar):
            found.append(scalar.text)
    return found


def _build(node: Node | None, folder: str) -> Build | None:
    keys = ("context", "dockerfile", "target")
    named = [_scalar(node.get(key)) for key in keys] if isinstance(node, Mapping) else [_scalar(node)]
    context, dockerfile, target = (*(_by_default(one) for one in named), "", "")[:3]
    if node is None or "://" in context:
        return None
    return Build(_joined(folder, context or "."), dockerfile, target)


def _by_default(node: Scalar | None) -> str:
    """What is written with the defaults of its variables put in."""
    parts = interpolated(node.text, BRACES) if node is not None else ()
    return "".join(_text_of(part) for part in parts)


def _text_of(part: Part) -> str:
    if part.kind == "text":
        return part.text
    return "".join(map(_text_of, part.word)) if part.operator in (":-", "-") else "${" + part.text + "}"


def _joined(folder: str, path: str) -> str:
    """A path relative to the file as one relative to the root; "." is the root itself and written as ""."""
    made = posixpath.normpath(posixpath.join(folder, path))
    return "" if made == "." else made


def _extends(node: Node | None, folder: str) -> tuple[str, str] | None:
    if isinstance(node, Scalar):
        return "", node.text
    if isinstance(node, Mapping):
        file, service = _scalar(node.get("file")), _scalar(node.get("service"))
        if service is not None:
            return _joined(folder, file.text) if file else "", service.text
    return None
