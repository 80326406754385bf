"""Reads what pm2 starts: each application is a script with its interpreter and its arguments, run without a shell.

https://pm2.keymetrics.io/docs/usage/application-declaration/
"""

from __future__ import annotations

import re

from timeout_audit.model.launch import Command, LaunchFile, Part, Process, Setting, Word
from timeout_audit.readers.commands import exec_words, shell_command, split_words
from timeout_audit.readers.nodes import Mapping, Node, Scalar, Sequence, documents
from timeout_audit.readers.pm2.literals import OPAQUE, named
from timeout_audit.readers.source import Text, decode

_APPS = re.compile(rb"\b(?:apps|script)\b")
# What runs a script by its name's end, where the file does not say. Another program is run as it is.
_INTERPRETERS = {".py": "python", ".sh": "bash"}
_MOST = 300_000


def read(path: str, data: bytes) -> LaunchFile | None:
    """The applications of the file; None where it has none."""
    if len(data) > _MOST or not _APPS.search(data):
        return None
    text = Text.of_file(path, decode(data))
    if path.lower().endswith((".yml", ".yaml")):
        roots, _ = documents(text)
        apps = next((root.get("apps") for root in roots if isinstance(root, Mapping)), None)
    else:
        apps = named(text, "apps")
    items = apps.items if isinstance(apps, Sequence) else [apps]
    made = (_application(item) for item in items if isinstance(item, Mapping))
    processes = tuple(process for process in made if process is not None)
    return LaunchFile(path, "pm2", processes=processes) if processes else None


def _application(app: Mapping) -> Process | None:
    script = app.get("script")
    if not isinstance(script, Scalar) or script.style == OPAQUE or not script.text.strip():
        return None
    name = app.get("name")
    kill = app.get("kill_timeout")
    milliseconds = kill.text if isinstance(kill, Scalar) and kill.style != OPAQUE else ""
    grace = kill.spot.whole() if isinstance(kill, Scalar) else None
    known = re.fullmatch(r"\d{1,9}", milliseconds) is not None
    return Process(
        name=name.text if isinstance(name, Scalar) and name.style != OPAQUE else "",
        place=script.spot.whole(),
        command=_command(app, script),
        settings=tuple(_environment(app.get("env"))),
        grace=float(milliseconds) / 1000 if known else None,
        grace_place=grace if known else None,
        grace_label="pm2",
    )


def _command(app: Mapping, script: Scalar) -> Command:
    """The command line. A script with blanks in it is one for a shell, which gets no arguments."""
    arguments = app.get("args")
    if re.search(r"\s", script.text.strip()):
        return shell_command(script.value, "script")
    words = (*_interpreter(app, script), *_words(script), *_words(arguments))
    place = script.spot.whole()
    if isinstance(arguments, Sequence) and arguments.items and isinstance(arguments.items[-1], Scalar):
        return Command("exec", "args", arguments.items[-1].spot.whole(), words)
    if isinstance(arguments, Scalar):
        return Command("words", "args", arguments.spot.whole(), words)
    return Command("words", "script", place, words)


def _interpreter(app: Mapping, script: Scalar) -> tuple[Word, ...]:
    given = app.get("interpreter") or app.get("exec_interpreter")
    if given is None:
        name = next((name for end, name in _INTERPRETERS.items() if script.text.endswith(end)), "")
        return (Word((Part(name),), script.spot.whole()),) if name else ()
    options = app.get("interpreter_args") or app.get("interpreterArgs")
    if isinstance(given, Scalar) and given.text in ("none", ""):
        return ()
    # An interpreter that runs the script of a program, /venv/bin/uvicorn, does nothing but what that would do itself.
    return () if options is None and not script.text.endswith(".py") else (*_words(given), *_words(options))


def _words(node: Node | None) -> tuple[Word, ...]:
    if isinstance(node, Sequence):
        items = [item for item in node.items if isinstance(item, Scalar)]
        if all(item.style != OPAQUE for item in items):
            return exec_words([(item.value, item.spot) for item in items], None)
        return tuple(word for item in items for word in _words(item))
    if not isinstance(node, Scalar):
        return ()
    if node.style == OPAQUE:
        return (Word((Part(node.text, "opaque"),), node.spot.whole(), split=True),)
    return split_words(node.value, None)


def _environment(node: Node | None) -> list[Setting]:
    settings: list[Setting] = []
    for name, value in node.pairs() if isinstance(node, Mapping) else ():
        if isinstance(value, Scalar):
            part = Part(value.text, "opaque" if value.style == OPAQUE else "text")
            word = Word((part,) if value.text else (), value.spot.whole())
            settings.append(Setting(name.text, (word,), name.spot.whole()))
    return settings
