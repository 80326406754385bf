"""Reads the start commands that platforms are given. Each platform is a row: where its commands and its times stand."""

from __future__ import annotations

import posixpath
import re

from timeout_audit.model.launch import Command, LaunchFile, Part, Process, Setting, Word
from timeout_audit.readers.commands import exec_words, shell_command
from timeout_audit.readers.interpolation import BRACES, interpolated
from timeout_audit.readers.nodes import Mapping, Node, Scalar, Sequence, documents
from timeout_audit.readers.source import Text, decode
from timeout_audit.readers.spans import seconds
from timeout_audit.readers.tables import Value, values

# Keys of YAML and JSON files that hold a command, wherever they stand: the label is the key itself.
_COMMANDS = {
    "startCommand", "dockerCommand", "run_command", "entrypoint", "entryPoint", "command", "start", "run", "cmd", "web",
    "worker", "cmds", "dev", "serve",
}  # fmt: skip
_ENVIRONMENTS = {"env", "envs", "envVars", "env_variables", "environment", "variables"}
_GRACE = {"stopTimeout", "maxShutdownDelaySeconds", "drainingSeconds"}
# Elastic Beanstalk hands the containers of its file to ECS, whose keys they have.
# https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/create_deploy_docker_v2config.html
_PLATFORMS = {
    "fly": "Fly", "render": "Render", "railway": "Railway", "railpack": "Railway", "ecs": "ECS", "task": "ECS",
    "dockerrun": "ECS",
}  # fmt: skip
_GRACE_DEFAULT = {"ecs": 30.0, "dockerrun": 30.0, "render": 30.0}
_TOML_COMMANDS = re.compile(r"processes\.([\w-]+)|experimental\.(cmd|entrypoint)|deploy\.(startCommand)|start\.(cmd)")
_VISITS = 20_000


def read(path: str, data: bytes) -> LaunchFile | None:
    """The processes that the file declares; None where it declares none."""
    name = posixpath.basename(path).lower()
    text = Text.of_file(path, decode(data))
    if name.endswith(".toml"):
        processes = _toml(text, name)
    elif name == "package.json":
        processes = _scripts(text)
    else:
        processes = _nested(text, name)
    kind = "tasks" if name.startswith(("package.json", "taskfile")) else "platform"
    return LaunchFile(path, kind, processes=tuple(processes)) if processes else None


def _toml(text: Text, name: str) -> list[Process]:
    """fly.toml, railway.toml, nixpacks.toml."""
    found: list[Value] = list(values(text))
    settings = tuple(
        Setting(value.key.partition(".")[2], (_word(*value.strings[0]),), value.name.whole())
        for value in found
        if value.key.startswith(("env.", "variables.")) and value.strings
    )
    grace = next((value for value in found if value.key in ("kill_timeout", "deploy.drainingSeconds")), None)
    processes: list[Process] = []
    for value in found:
        match = _TOML_COMMANDS.fullmatch(value.key)
        if match is None or not value.strings:
            continue
        title = match[1] or match[2] or match[3] or match[4]
        if value.several:
            place = value.strings[0][1].join([value.strings[0][1], value.strings[-1][1]]).whole()
            command = Command("exec", value.key, place, exec_words(value.strings, None))
        else:
            command = shell_command(value.strings[0][0], value.key)
        processes.append(
            Process(
                name=title,
                place=value.name.whole(),
                command=command,
                settings=settings,
                grace=seconds(grace.strings[0][0].text) if grace and grace.strings else None,
                grace_default=5.0 if name.startswith("fly") else None,
                grace_place=grace.strings[0][1].whole() if grace and grace.strings else None,
                grace_label=_platform(name),
            )
        )
    return processes


def _platform(name: str) -> str:
    """The platform's own name; the file's where it is unknown."""
    return next((title for part, title in _PLATFORMS.items() if part in name), name)


def _word(value: Text, spot: Text) -> Word:
    return Word((Part(value.text),) if value.text else (), spot.whole())


def _scripts(text: Text) -> list[Process]:
    """The scripts of a package.json."""
    roots, _ = documents(text)
    scripts = roots[0].get("scripts") if roots and isinstance(roots[0], Mapping) else None
    if not isinstance(scripts, Mapping):
        return []
    return [
        Process(name=key.text, place=key.spot.whole(), command=shell_command(value.value, key.text))
        for key, value in scripts.pairs()
        if isinstance(value, Scalar)
    ]


def _nested(text: Text, name: str) -> list[Process]:
    """Any mapping with a command in it, at any depth: services, container definitions, tasks."""
    roots, _ = documents(text)
    processes: list[Process] = []
    stack: list[tuple[Node, str]] = [(root, "") for root in roots]
    visits = 0
    while stack and visits < _VISITS:
        visits += 1
        node, title = stack.pop()
        if isinstance(node, Mapping):
            processes.extend(_processes(node, title, name))
            stack.extend((value, key.text) for key, value in reversed(node.entries) if not isinstance(value, Scalar))
        elif isinstance(node, Sequence):
            stack.extend((item, title) for item in reversed(node.items) if not isinstance(item, Scalar))
    return processes


def _processes(node: Mapping, title: str, file: str) -> list[Process]:
    commands = [(key, value) for key, value in node.pairs() if key.text in _COMMANDS and title != "healthCheck"]
    named = node.get("name")
    made: list[Process] = []
    settings = tuple(
        setting for key, value in node.pairs() if key.text in _ENVIRONMENTS for setting in _environment(value)
    )
    grace = next((value for key, value in node.pairs() if key.text in _GRACE and isinstance(value, Scalar)), None)
    entry = next((value for key, value in commands if key.text == "entryPoint"), None)
    for key, value in commands:
        command = _command(value, key.text)
        if command is None or key.text == "entryPoint":
            continue
        made.append(
            Process(
                name=named.text if isinstance(named, Scalar) else title or key.text,
                place=key.spot.whole(),
                entrypoint=_command(entry, "entryPoint"),
                command=command,
                settings=settings,
                grace=seconds(grace.text) if grace else None,
                grace_default=next((value for part, value in _GRACE_DEFAULT.items() if part in file), None)
                if not grace
                else None,
                grace_place=grace.spot.whole() if grace else None,
                grace_label=_platform(file),
            )
        )
    return made


def _command(node: Node | None, label: str) -> Command | None:
    if isinstance(node, Scalar) and node.text and not node.text.startswith("{"):
        return shell_command(node.value, label)
    if isinstance(node, Sequence):
        items = [item for item in node.items if isinstance(item, Scalar)]
        if items and len(items) == len(node.items):
            place = items[0].source.slice(items[0].start, items[-1].end).whole()
            if label == "cmds":
                return shell_command(items[0].source.join(_lines(items)), label)
            return Command("list", label, place, exec_words([(item.value, item.spot) for item in items], None))
    return None


def _lines(items: list[Scalar]) -> list[Text | tuple[str, int]]:
    pieces: list[Text | tuple[str, int]] = []
    for item in items:
        pieces += [item.value, ("\n", max(item.end - 1, 0))]
    return pieces


def _environment(node: Node) -> list[Setting]:
    settings: list[Setting] = []
    if isinstance(node, Mapping):
        for key, value in node.pairs():
            if isinstance(value, Scalar):
                settings.append(Setting(key.text, (_plain(value),), key.spot.whole()))
    elif isinstance(node, Sequence):
        for item in node.items:
            name = (item.get("name") or item.get("key")) if isinstance(item, Mapping) else None
            given = item.get("value") if isinstance(item, Mapping) else None
            if isinstance(name, Scalar):
                word = (
                    _plain(given)
                    if isinstance(given, Scalar)
                    else Word(interpolated("${" + name.text + "}", BRACES), name.spot.whole())
                )
                settings.append(Setting(name.text, (word,), name.spot.whole()))
    return settings


def _plain(value: Scalar) -> Word:
    return Word((Part(value.text),) if value.text else (), value.spot.whole())
