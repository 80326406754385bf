"""The configuration files of a server: which ones a launch names, and what they set."""

from __future__ import annotations

import re

from msgspec import Struct

from timeout_audit.catalogue.server import ServerFile
from timeout_audit.link.launches.files import Root
from timeout_audit.link.launches.scope import Scope
from timeout_audit.link.launches.servers import CommandLine
from timeout_audit.model.launch import ALL, Argument, LaunchFile

_JOINED = 8
_MODULE = re.compile(r"from\s+([A-Za-z_][\w.]*)\s+import\s+\*")


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
    reading = _Reading(file, root, Scope(), Configured({}))
    for name, value in environment.items():
        reading.scope.put(name, (value,))
    named = _named(file, line, further, environment)
    for one in named:
        reading.named(one.word)
        reading.found.at = one.at
    if not named:
        for name in file.configuration.files:
            for path in root.paths(name):
                read = root.files.open(path, file.configuration.format) if not reading.found.path else None
                if read is not None:
                    reading.gather(read, "")
    return reading.found


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


class _Reading(Struct):
    """What is read, and what was found."""

    file: ServerFile
    root: Root
    scope: Scope
    found: Configured

    def named(self, word: Argument, depth: int = 0) -> None:
        """Take over what the file sets that a word names, and the files that it joins."""
        kind = self.file.configuration.format
        name, section = word.text.removeprefix("file:"), ""
        if self.file.configuration.ordered:
            name, _, section = word.text.partition(":")
        read: LaunchFile | None = None
        if name.startswith("python:"):
            read = self.root.open(name.removeprefix("python:").replace(".", "/") + ".py", kind)
        elif not name:
            read = self.root.files.open(self.found.path, kind)  # another section of the file that says so
        elif word.sure:
            read = self.root.open(name, kind)
        if read is None:
            self.found.hidden = word
        else:
            self.gather(read, f"{section}:" if section not in ("", kind) else "", depth)

    def gather(self, read: LaunchFile, prefix: str, depth: int = 0) -> None:
        """Take over the settings of one file in order, and those of the files that it joins or imports.

        Of a file in sections it is those of one, where ``prefix`` names it.
        """
        self.found.path = read.path
        self.found.paths = (*self.found.paths, read.path)
        for setting in read.settings:
            if not setting.name.startswith(prefix) or ":" in (name := setting.name[len(prefix) :]):
                continue
            words = [argument for word in setting.words for argument in self.scope.expand(word)]
            if words and name in self.file.configuration.joins and depth < _JOINED:
                self.named(words[0], depth + 1)
                self.found.path = read.path
            elif words and name == ALL:
                self.imported(words[0], depth)
                self.found.path = read.path
            elif words:
                self.put(name, words[0], certain=setting.certain)

    def imported(self, statement: Argument, depth: int) -> None:
        """Take over what a module of the repository sets; of any other it is not known."""
        module = _MODULE.fullmatch(statement.text)
        path = module[1].replace(".", "/") + ".py" if module else ""
        read = self.root.certain(path, self.file.configuration.format) if path and depth < _JOINED else None
        if read is None:
            self.found.hidden = statement
        else:
            self.gather(read, "", depth + 1)

    def put(self, key: str, value: Argument, *, certain: bool) -> None:
        """Take over a setting; one that a condition guards leaves another one in force where it does not hold."""
        if certain or key in self.found.values:
            self.found.values[key] = value
        else:
            self.found.guarded[key] = value


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
