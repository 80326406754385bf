"""Reads Kubernetes manifests: every container of every pod, with its command, its variables and its grace period."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from timeout_audit.model.launch import Command, LaunchFile, Part, Process, Setting, Word
from timeout_audit.readers.interpolation import PARENTHESES, interpolated
from timeout_audit.readers.kubernetes.masks import MASK, masked, parts
from timeout_audit.readers.nodes import Mapping, Node, Scalar, Sequence, documents
from timeout_audit.readers.shell.script import script_words
from timeout_audit.readers.source import Text, decode

_CONTAINERS = r"^[ \t-]*[\"']?(?:initC|c)ontainers[\"']?[ \t]*:"
_MANIFEST, _PODS = re.compile(_CONTAINERS.encode(), re.MULTILINE), re.compile(_CONTAINERS, re.MULTILINE)
_KIND = re.compile(rb"^[\"']?(?:kind|apiVersion)[\"']?[ \t]*:", re.MULTILINE)
# Definitions of resources are long, and the containers in them are the fields of a schema.
_DEFINITION = re.compile(r"^kind[ \t]*:[ \t]*[\"']?CustomResourceDefinition\b", re.MULTILINE)
# How long the kubelet waits before it kills, where the pod does not say.
_GRACE = 30.0
_VISITS = 200_000


def read(path: str, data: bytes) -> LaunchFile | None:
    """The containers of a manifest; None where the file is another kind of YAML."""
    if not (_MANIFEST.search(data) and (_KIND.search(data) or b"{{" in data)):
        return None
    original = decode(data)
    hidden = masked(original)
    roots, problems = documents(Text.of_file(path, hidden), _may_hold_pods)
    if not (roots or problems):
        return None
    processes = [process for root in roots for process in _pods(root, original)]
    kind = "kubernetes"
    # A template is only half of a file: what its actions write may be what makes it YAML.
    return LaunchFile(path, kind, processes=tuple(processes), problems=() if "{{" in original else tuple(problems))


def _may_hold_pods(document: str) -> bool:
    return _DEFINITION.search(document) is None and _PODS.search(document) is not None


def _pods(root: Node, original: str) -> Iterator[Process]:
    """Every container below ``root``, wherever the pod stands in its object."""
    stack: list[tuple[Node, str]] = [(root, "")]
    visits = 0
    while stack and visits < _VISITS:
        visits += 1
        node, name = stack.pop()
        if isinstance(node, Sequence):
            stack.extend((item, name) for item in reversed(node.items) if not isinstance(item, Scalar))
        elif isinstance(node, Mapping):
            metadata = node.get("metadata")
            titled = metadata.get("name") if isinstance(metadata, Mapping) else None
            name = titled.text if isinstance(titled, Scalar) else name
            for key in ("containers", "initContainers"):
                containers = node.get(key)
                if isinstance(containers, Sequence):
                    role = "service" if key == "containers" else "init"
                    for container in containers.items:
                        if isinstance(container, Mapping):
                            yield _container(container, node, name, role, original)
            stack.extend((value, name) for _, value in reversed(node.entries) if not isinstance(value, Scalar))


def _container(node: Mapping, pod: Mapping, owner: str, role: str, original: str) -> Process:
    name = node.get("name")
    title = name.text if isinstance(name, Scalar) else ""
    grace = pod.get("terminationGracePeriodSeconds")
    image, workdir = node.get("image"), node.get("workingDir")
    given = isinstance(grace, Scalar) and grace.text.isdigit() and len(grace.text) < 9
    settings = tuple(_environment(node.get("env"), original))
    names = {setting.name for setting in settings}
    pause = _pre_stop(node.get("lifecycle"))
    first = next((key for key, _ in node.entries), None)
    return Process(
        name=f"{owner}/{title}" if owner and MASK not in owner + title else title.replace(MASK, ""),
        place=(name if isinstance(name, Scalar) else first or Scalar("", Text.of_file("", ""), 0, 0)).spot.whole(),
        entrypoint=_command(node.get("command"), "command", names, original),
        command=_command(node.get("args"), "args", names, original),
        settings=settings,
        image=_word(image, original) if isinstance(image, Scalar) else None,
        workdir=_word(workdir, original) if isinstance(workdir, Scalar) else None,
        grace=max(float(grace.text) - pause, 0.0) if given and isinstance(grace, Scalar) else None,
        grace_default=_GRACE - pause if grace is None else None,
        grace_place=grace.spot.whole() if given and isinstance(grace, Scalar) else None,
        grace_label="Kubernetes (after preStop)" if pause else "Kubernetes",
        role=role,
    )


def _pre_stop(lifecycle: Node | None) -> float:
    """How many seconds of the grace period preStop sleeps away before SIGTERM is sent."""
    hook = lifecycle.get("preStop") if isinstance(lifecycle, Mapping) else None
    if not isinstance(hook, Mapping):
        return 0.0
    action = hook.get("sleep")
    text = action.get("seconds") if isinstance(action, Mapping) else None
    if isinstance(text, Scalar) and text.text.isdigit():
        return float(text.text[:6])
    action = hook.get("exec")
    command = action.get("command") if isinstance(action, Mapping) else None
    items = command.items if isinstance(command, Sequence) else []
    words = " ".join(item.text for item in items if isinstance(item, Scalar))
    found = re.search(r"(?:^|[\s/;&])sleep\s+(\d{1,6})\b", words)
    return float(found[1]) if found else 0.0


def _word(scalar: Scalar, original: str) -> Word:
    return Word(_parts(scalar.value, scalar.text, original), scalar.spot.whole())


def _parts(value: Text, text: str, original: str) -> tuple[Part, ...]:
    """Literal text, ``$(NAME)`` and template actions."""
    made: list[Part] = []
    source = text
    if MASK in text and len(value):
        start = value.offset(0)
        source = original[start : start + len(text)]
        pieces = parts(text, source)
    else:
        pieces = (Part(text),) if text else ()
    for piece in pieces:
        made.extend(_references(piece.text) if piece.kind == "text" else [piece])
    return tuple(made)


def _references(text: str) -> list[Part]:
    """``$(NAME)`` is the variable; ``$$(NAME)`` is text."""
    made: list[Part] = []
    for index, piece in enumerate(text.split("$$(")):
        if not index:
            made.extend(interpolated(piece, PARENTHESES))
        else:
            literal, closing, rest = piece.partition(")")
            made.append(Part("$(" + literal + closing))
            made.extend(interpolated(rest, PARENTHESES))
    return made


def _command(node: Node | None, label: str, names: set[str], original: str) -> Command | None:
    if isinstance(node, Scalar) and node.text and MASK in node.text:
        word = _word(node, original)
        joined = tuple(replace(part, joined=True) if part.kind == "variable" else part for part in word.parts)
        return Command("list", label, word.place, (replace(word, parts=joined, split=True),))
    if not isinstance(node, Sequence):
        return None
    pairs: list[tuple[Word, Text]] = []
    items = [item for item in node.items if isinstance(item, Scalar)]
    for item in items:
        value = item.value
        made = Word(_parts(value, item.text, original), item.spot.whole())
        spread = any(part.kind == "opaque" and "toYaml" in part.text for part in made.parts)
        pairs.append((replace(made, split=True) if spread else made, _for_shell(value, names)))
    if not items:
        return None
    place = items[0].source.slice(items[0].start, items[-1].end).whole()
    return Command("list", label, place, script_words(pairs))


def _for_shell(text: Text, names: set[str]) -> Text:
    """``$(NAME)`` of a declared variable is put in before the shell sees the script: to it, it reads ``${NAME}``."""
    pieces: list[Text | tuple[str, int]] = []
    at = 0
    for found in PARENTHESES.finditer(text.text):
        if found["braced"] in names:
            pieces += [text.slice(at, found.start()), ("${", text.offset(found.start()))]
            pieces += [text.slice(*found.span("braced")), ("}", text.offset(found.end() - 1))]
            at = found.end()
    return text.join([*pieces, text.slice(at, len(text))]) if pieces else text


def _environment(node: Node | None, original: str) -> Iterator[Setting]:
    for item in node.items if isinstance(node, Sequence) else ():
        name = item.get("name") if isinstance(item, Mapping) else None
        if not isinstance(item, Mapping) or not isinstance(name, Scalar):
            continue
        value = item.get("value")
        if isinstance(value, Scalar):
            word = _word(value, original)
        else:
            word = Word((Part(f"${{{name.text}}}", "opaque"),), name.spot.whole())
        yield Setting(name.text, (word,), name.spot.whole())
