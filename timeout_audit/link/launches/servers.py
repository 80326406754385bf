"""Recognises servers, and reads what their command line says about their limits."""

from __future__ import annotations

import shlex
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.load import server_files
from timeout_audit.catalogue.server import ServerFile
from timeout_audit.link.launches.unwrap import base_name
from timeout_audit.model.launch import Argument, Launch


class Given(Struct, frozen=True):
    """An option as it stands on a command line; ``value`` is None for a flag."""

    name: str
    option: Argument
    value: Argument | None


class CommandLine(Struct, frozen=True):
    """What a server was told. ``hidden`` is a word that may stand for further options."""

    options: tuple[Given, ...]
    positional: tuple[Argument, ...]
    hidden: Argument | None = None

    def last(self, names: tuple[str, ...]) -> Given | None:
        """The option of one of these names that counts: the last."""
        return next((given for given in reversed(self.options) if given.name in names), None)


@cache
def _programs() -> tuple[dict[str, ServerFile], dict[str, ServerFile]]:
    programs = {name: file for file in server_files() for name in file.server.programs}
    modules = {name: file for file in server_files() for name in file.server.modules}
    return programs, modules


def server_of(launch: Launch) -> ServerFile | None:
    """The server that a launch starts; None where its program is none, or where it only answers a question."""
    programs, modules = _programs()
    file = modules.get(launch.module) if launch.module else programs.get(base_name(launch.argv[0].text))
    if file is None:
        return None
    words = [argument.text for argument in launch.argv[1:]]
    if not set(words).isdisjoint(file.server.stops):
        return None
    if file.server.words and not any(_stand_in(words, one.split()) for one in file.server.words):
        return None
    return file


def _stand_in(words: list[str], row: list[str]) -> bool:
    """Whether some words stand among others, in a row."""
    return any(words[start : start + len(row)] == row for start in range(len(words)))


def command_line(file: ServerFile, arguments: tuple[Argument, ...], *, application: bool = True) -> CommandLine:
    """Tell options, their values and positional words apart; ``application`` says whether one may be named."""
    application = application and bool(file.server.application)
    options: list[Given] = []
    positional: list[Argument] = []
    hidden: Argument | None = None
    at = 0
    while at < len(arguments):
        argument = arguments[at]
        at += 1
        text = argument.text
        if argument.open and argument.choices and not any(_matters(file, words) for words in argument.choices):
            continue
        if argument.open:
            # The first word of unknown text is the application where none was named yet; with blanks it is more.
            first = application and not positional and hidden is None
            if first:
                positional.append(argument)
            if not first or len(argument.text.split()) > 1:
                hidden = argument
        elif text == "--":
            positional.extend(arguments[at:])
            break
        elif not text.startswith("-") or len(text) < 2:
            positional.append(argument)
        else:
            given, used = _option(file, argument, arguments[at] if at < len(arguments) else None)
            options.append(given)
            at += used
    if hidden is None and (options_first := _mistaken(file, positional)) is not None:
        positional.remove(options_first)
        hidden = options_first
    return CommandLine(tuple(options), tuple(positional), hidden)


def _matters(file: ServerFile, words: tuple[Argument, ...]) -> bool:
    """Whether words that may stand on a command line, all of them known, bear on what is served or on its limits."""
    line = command_line(file, words, application=False)
    if line.hidden is not None or line.positional:
        return True
    return not _telling(file).isdisjoint(given.name for given in line.options)


def _telling(file: ServerFile) -> frozenset[str]:
    """The options of a server that say what it serves, with which limits, and where else those are written."""
    server = file.server
    decoys = (*file.decoy, *(decoy for variant in file.variant for decoy in variant.decoys))
    named = [*(limit.options for limit in file.limit), *(decoy.options for decoy in decoys)]
    named += [server.application, server.worker, server.env_file, file.configuration.options]
    return frozenset(option for options in named for option in options)


def _mistaken(file: ServerFile, positional: list[Argument]) -> Argument | None:
    """Unknown text that was taken for the application, where that is named after it: it holds options."""
    named = [word for word in positional if word.text not in file.server.words]
    if "0" not in file.server.application or len(named) < 2:
        return None
    return named[0] if named[0].open and named[1].sure else None


def _option(file: ServerFile, argument: Argument, following: Argument | None) -> tuple[Given, int]:
    """One option and how many of the following words belong to it."""
    name, equals, value = argument.text.partition("=")
    if not name.startswith("--") and len(name) > 2:
        name, value, equals = argument.text[:2], argument.text[2:], "="
        if name in file.server.flags:
            return Given(argument.text, argument, None), 0
    name = _full_name(file, name)
    if equals:
        return Given(name, argument, replace(argument, text=value.removeprefix("="))), 0
    if name in file.server.flags or following is None:
        return Given(name, argument, None), 0
    return Given(name, argument, following), 1


def _full_name(file: ServerFile, name: str) -> str:
    """The option that an abbreviation stands for, among those that set a limit."""
    known = {option for limit in file.limit for option in limit.options}
    if not file.server.abbreviates or name in known or not name.startswith("--") or len(name) < 5:
        return name
    found = [option for option in known if option.startswith(name)]
    return found[0] if len(found) == 1 else name


def words_of(value: Argument) -> tuple[Argument, ...]:
    """The words of a variable that holds options, such as ``GUNICORN_CMD_ARGS``."""
    if not value.sure and not any(part.sure for part in value.parts):
        return (replace(value, open=True),)
    try:
        words = shlex.split(value.text)
    except ValueError:
        words = value.text.split()
    return tuple(
        replace(
            value,
            text=word,
            open=not value.sure and word.startswith("$"),
            sure=value.sure or "$" not in word,
            parts=(),
        )
        for word in words
    )
