"""Reads the commands that a project installs, and the tasks that its tools run."""

from __future__ import annotations

import re

from timeout_audit.model.launch import LaunchFile, Part, Process, Setting, Word
from timeout_audit.readers.commands import shell_command
from timeout_audit.readers.source import Text, decode
from timeout_audit.readers.tables import Value, values

_SCRIPTS = re.compile(r"(?:project|tool\.poetry)\.(?:gui-)?scripts\.\"?([\w.-]+?)\"?(?:\.callable|\.reference)?")
_TASKS = re.compile(
    r"tool\.(?:poe\.tasks|taskipy\.tasks|pdm\.scripts|rye\.scripts|hatch\.envs\.(?:[\w-]+|\"[^\"]+\")\.scripts|"
    r"pixi\.tasks|pixi\.feature\.(?:[\w-]+|\"[^\"]+\")\.tasks|uv-task)"
    r"\.([\w-]+|\"[^\"]+\")(?:\.(?:cmd|shell|script|sequence))?"
)
_TARGET = re.compile(r"[\w.]+:[\w.]+")
_DECLARED = re.compile(r"(?:^[ \t]*|[\"'][ \t]*)([\w.-]+)[ \t]*=[ \t]*([\w.]+:[\w.]+)", re.MULTILINE)


def read(path: str, data: bytes) -> LaunchFile | None:
    """Console scripts as settings (name → ``module:function``), tasks as processes."""
    text = Text.of_file(path, decode(data))
    if not path.endswith(".toml"):
        if b"console_scripts" not in data:
            return None
        return LaunchFile(path, "pyproject", settings=tuple(_declared(text)))
    settings: list[Setting] = []
    processes: list[Process] = []
    for value in values(text):
        script = _SCRIPTS.fullmatch(value.key)
        task = _TASKS.fullmatch(value.key)
        if script and value.strings and _TARGET.match(value.strings[0][0].text):
            settings.append(_setting(script[1], value.name, *value.strings[0]))
        elif task:
            processes.extend(_task(task[1].strip('"'), value))
    if not settings and not processes:
        return None
    return LaunchFile(path, "pyproject", settings=tuple(settings), processes=tuple(processes))


def _setting(name: str, where: Text, target: Text, spot: Text) -> Setting:
    return Setting(name, (Word((Part(target.text.partition(" ")[0]),), spot.whole()),), where.whole(), exported=False)


def _declared(text: Text) -> list[Setting]:
    settings: list[Setting] = []
    start = text.text.find("console_scripts")
    for found in _DECLARED.finditer(text.text, start):
        target = text.slice(*found.span(2))
        settings.append(_setting(found[1], text.slice(*found.span(1)), target, target))
    return settings


def _task(name: str, value: Value) -> list[Process]:
    if value.key.endswith(".script"):
        return []
    return [
        Process(name=name, place=spot.whole(), command=shell_command(string, name)) for string, spot in value.strings
    ]
