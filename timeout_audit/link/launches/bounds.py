"""From a launch to the bounds of its server: option, environment, configuration file, default."""

from __future__ import annotations

import re

from msgspec import Struct

from timeout_audit.catalogue.server import Decoy, Limit, ServerFile, Variant
from timeout_audit.link.launches.configuration import Configured, configured, loaded
from timeout_audit.link.launches.files import Root
from timeout_audit.link.launches.servers import CommandLine, Given, command_line, words_of
from timeout_audit.model.launch import Argument, Launch
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, State

_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h)")
_LEADING = re.compile(r"-?\d*")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


class Told(Struct):
    """Everything that a launch tells its server."""

    line: CommandLine
    further: CommandLine
    environment: dict[str, Argument]
    configured: Configured
    env_file: dict[str, Argument]
    worker: str
    variant: Variant | None

    @property
    def config(self) -> dict[str, Argument]:
        """The settings of the configuration files."""
        return self.configured.values


def told(file: ServerFile, launch: Launch, root: Root) -> Told:
    """Read the command line, the environment and the files that they name."""
    server = file.server
    line = command_line(file, launch.argv[1:])
    environment = dict(launch.environment)
    further = CommandLine((), ())
    arguments = environment.get(file.configuration.arguments)
    if arguments is not None:
        further = command_line(file, words_of(arguments), application=False)
    read = configured(file, line, further, environment, root)
    worker = _worker(file, line, further, read.values)
    variant = next((kind for kind in file.variant if worker and re.search(kind.worker, worker)), None)
    return Told(line, further, environment, read, loaded(server.env_file, line, root), worker, variant)


def _worker(file: ServerFile, line: CommandLine, further: CommandLine, config: dict[str, Argument]) -> str:
    names = file.server.worker
    given = (line.last(names) or further.last(names)) if names else None
    if given is not None and given.value is not None:
        return given.value.text
    named = config.get(file.server.worker_config)
    return named.text if named is not None else file.server.worker_default


class Pretended(Struct, frozen=True):
    """A decoy that was met: ``shown`` is how it reads, ``where`` the word."""

    decoy: Decoy
    shown: str
    where: Argument


def pretended(file: ServerFile, said: Told, parameter: str) -> list[Pretended]:
    """What looks as if it set the limit, with the place where it stands."""
    found: list[Pretended] = []
    for decoy in (*file.decoy, *(said.variant.decoys if said.variant else ())):
        if decoy.parameter != parameter:
            continue
        given = said.line.last(decoy.options) or said.further.last(decoy.options)
        if given is not None:
            found.append(Pretended(decoy, given.name, given.option))
        for names, values, sign in ((decoy.environment, said.environment, "="), (decoy.config, said.config, " = ")):
            found.extend(
                Pretended(decoy, f"{name}{sign}{value.source or value.text}", value)
                for name in names
                if (value := values.get(name)) is not None
            )
    return found


def bound(file: ServerFile, limit: Limit, said: Told, version: str) -> Bound:
    """What limits the wait, by the strongest of its sources. ``version`` is the server's, "" where it is not pinned."""
    decoys = pretended(file, said, limit.parameter)
    for met in decoys:
        if met.decoy.effect == "rejected":
            return _ineffective(met)
    given = (said.line.last(limit.options) or said.further.last(limit.options)) if limit.options else None
    if said.variant is not None and limit.parameter in said.variant.unknown:
        why = Message(said.variant.why)
        if given is None:
            return Bound(State.NONE, reason=why)
        return Bound(State.INEFFECTIVE, None, given.name, given.option.place, why)
    if given is not None and is_older(version, limit.option_since):
        reason = msg(
            "{server} {version} does not know it: it came with {since}",
            server=file.server.name,
            version=version,
            since=limit.option_since,
        )
        return Bound(State.INEFFECTIVE, None, given.name, given.option.place, reason)
    for value, option in _written(file, limit, said, given):
        if value is not None:
            return valued(limit, value, option or value)
    if limit.environment and (value := said.env_file.get(limit.environment)) is not None:
        reason = msg("the variables of `--env-file` reach the application, and come too late for uvicorn itself")
        return Bound(State.INEFFECTIVE, None, f"{limit.environment}={value.text}", value.place, reason)
    if decoys:
        return _ineffective(decoys[0])
    return _unset(limit, said)


def _written(
    file: ServerFile, limit: Limit, said: Told, given: Given | None
) -> list[tuple[Argument | None, Argument | None]]:
    """The values that are written, the one that counts first, each with the word that introduces it."""
    variable = said.environment.get(limit.environment) if limit.environment else None
    if variable is not None and variable.sure and not variable.text:
        variable = None
    config = said.config.get(limit.config) if limit.config else None
    option = (given.value, given.option) if given is not None else (None, None)
    if not file.configuration.ordered:
        return [option, (variable, None), (config, None)]
    late = given is not None and given in said.line.options and said.configured.at > said.line.options.index(given)
    return [(config, None), option, (variable, None)] if late else [option, (config, None), (variable, None)]


def is_older(version: str, since: str) -> bool:
    """Whether a version comes before ``since``; an unknown one does not."""
    if not version or not since:
        return False
    return _numbers(version) < _numbers(since)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _ineffective(met: Pretended) -> Bound:
    return Bound(State.INEFFECTIVE, None, met.shown, met.where.place, Message(met.decoy.why))


def _unset(limit: Limit, said: Told) -> Bound:
    if limit.config and (guarded := said.configured.guarded.get(limit.config)) is not None:
        reason = msg("{name} is set on a condition that is only known when the service runs", name=limit.config)
        return Bound(State.UNKNOWN, source=guarded.place, reason=reason)
    hidden = said.line.hidden or said.further.hidden or said.configured.hidden
    if hidden is not None:
        reason = msg(
            "{word} is only known when the service runs, and may hold the option", word=hidden.source or hidden.text
        )
        return Bound(State.UNKNOWN, source=hidden.place, reason=reason)
    if limit.elsewhere:
        return Bound(State.UNKNOWN, reason=Message(limit.elsewhere))
    return _default(limit)


def valued(limit: Limit, value: Argument, option: Argument) -> Bound:
    """The bound that a written value is."""
    if not value.sure or value.maybe:
        return Bound(State.EXPLICIT, None, value.source or value.text, value.place)
    shown, text = value.text, value.text.strip()
    if limit.leading:
        text = next(iter(_LEADING.findall(text))) or "0"
    if text == "None":
        return _default(limit)
    span = _SPAN.fullmatch(text)
    if _NUMBER.fullmatch(text):
        number = float(text) * (0.001 if limit.unit == "ms" else 1.0)
    elif span and not limit.integer:
        number = float(span[1]) * _UNITS[span[2]]
    else:
        return _ineffective_value(shown, option, value)
    if limit.integer and not re.fullmatch(r"-?\d+(?:\.0*)?", text):
        return _ineffective_value(shown, option, value)
    if number == 0 and limit.zero == "unbounded":
        reason = msg("{value} switches it off", value=shown if shown == "0" or limit.leading else "0")
        return Bound(State.DISABLED, None, shown, value.place, reason)
    return Bound(State.EXPLICIT, number, shown, value.place)


def _default(limit: Limit) -> Bound:
    return Bound(State.NONE) if limit.default is None else Bound(State.DEFAULT, limit.default)


def _ineffective_value(shown: str, option: Argument, value: Argument) -> Bound:
    name = option.text.partition("=")[0]
    reason = msg(
        "{value} is no number that {option} takes: the server does not start",
        value=shown,
        option=name if name.startswith("-") else msg("this setting"),
    )
    return Bound(State.INEFFECTIVE, None, shown, value.place, reason)
