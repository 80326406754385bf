"""The configuration files of a server: which ones a launch names, and what they set."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.catalogue.server import ServerFile
from timeout_audit.link.launches.files import Root
from timeout_audit.link.launches.scope import Scope
from timeout_audit.link.launches.servers import CommandLine
from timeout_audit.model.launch import Argument, LaunchFile

_JOINED = 8


class Configured(Struct):
    """What the files of a launch say.

    ``values`` are their settings, ``path`` is the last of them and ``paths`` are all. ``hidden`` is the word that
    names one which cannot be read here. ``at`` is how many options of the command line stand before the last one.
    ``guarded`` are settings that nothing but a condition of a file gives.
    """

    values: dict[str, Argument]
    path: str = ""
    paths: tuple[str, ...] = ()
    hidden: Argument | None = None
    at: int = 0
    guarded: dict[str, Argument] = {}


class _Named(Struct):
    """A file that a launch names. ``at`` is its place among the options."""

    word: Argument
    at: int


def configured(
    file: ServerFile, line: CommandLine, further: CommandLine, environment: dict[str, Argument], root: Root
) -> Configured:
    """Everything that the configuration files of a launch set."""
    scope = Scope()
    for name, value in environment.items():
        scope.put(name, (value,))
    found = Configured({})
    named = _named(file, line, further, environment)
    for one in named:
        _read(file, one.word, root, scope, found)
        found.at = one.at
    if not named:
        for name in file.configuration.files:
            for path in root.paths(name):
                read = root.files.open(path, file.configuration.format) if not found.path else None
                if read is not None:
                    for key, value, certain in _take(read, "", scope, found):
                        _put(found, key, value, certain=certain)
    return found


def _named(file: ServerFile, line: CommandLine, further: CommandLine, environment: dict[str, Argument]) -> list[_Named]:
    """The words that name a file, in the order in which the files count."""
    where = file.configuration
    if not where.ordered:
        given = line.last(where.options) or further.last(where.options) if where.options else None
        return [_Named(given.value, 0)] if given is not None and given.value is not None else []
    named = [_Named(environment[name], -1) for name in where.variables if name in environment]
    for index, option in enumerate(line.options):
        if option.name in where.options and option.value is not None:
            named.append(_Named(option.value, index))
    named += [
        _Named(word, len(line.options))
        for word in line.positional
        if not word.sure or word.text.partition(":")[0].endswith(where.endings)
    ]
    return named


def _read(file: ServerFile, word: Argument, root: Root, scope: Scope, found: Configured, depth: int = 0) -> None:
    """Take over what the file sets that a word names, and the files that it joins."""
    kind = file.configuration.format
    name, section = word.text.removeprefix("file:"), ""
    if file.configuration.ordered:
        name, _, section = word.text.partition(":")
    read: LaunchFile | None = None
    if name.startswith("python:"):
        read = root.open(name.removeprefix("python:").replace(".", "/") + ".py", kind)
    elif not name:
        read = root.files.open(found.path, kind)  # another section of the file that says so
    elif word.sure:
        read = root.open(name, kind)
    if read is None:
        found.hidden = word
        return
    for key, value, certain in _take(read, f"{section}:" if section not in ("", kind) else "", scope, found):
        if key in file.configuration.joins and depth < _JOINED:
            _read(file, value, root, scope, found, depth + 1)
            found.path = read.path
        else:
            _put(found, key, value, certain=certain)


def _put(found: Configured, key: str, value: Argument, *, certain: bool) -> None:
    """Take over a setting; one that a condition guards leaves another one in force where it does not hold."""
    if certain or key in found.values:
        found.values[key] = value
    else:
        found.guarded[key] = value


def _take(read: LaunchFile, prefix: str, scope: Scope, found: Configured) -> Iterator[tuple[str, Argument, bool]]:
    """The settings of one file in order, those of a section where ``prefix`` names one, and whether each is certain."""
    found.path = read.path
    found.paths = (*found.paths, read.path)
    for setting in read.settings:
        if setting.name.startswith(prefix) and ":" not in (name := setting.name[len(prefix) :]):
            words = [argument for word in setting.words for argument in scope.expand(word)]
            if words:
                yield name, words[0], setting.certain


def loaded(options: tuple[str, ...], line: CommandLine, root: Root) -> dict[str, Argument]:
    """The variables of the file that an option such as ``--env-file`` names."""
    given = line.last(options) if options else None
    if given is None or given.value is None or not given.value.sure:
        return {}
    read = root.open(given.value.text, "dotenv")
    scope = Scope()
    return {
        setting.name: argument
        for setting in (read.settings if read else ())
        for word in setting.words
        for argument in scope.expand(word)
    }
