"""How to write a limit where a launch is written.

At the end of its command, over a value that does not count, or in the configuration file that it reads already.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.server import Limit, ServerFile
from timeout_audit.link.amounts import Values, amount
from timeout_audit.link.launches.bounds import Told, pretended
from timeout_audit.link.launches.servers import Given
from timeout_audit.link.remedies import SWITCHED_OFF, changed
from timeout_audit.model.launch import Argument, Launch
from timeout_audit.model.text import Message, msg, number
from timeout_audit.model.wait import Bound, Layer, Remedy, State, Wait

_WRITABLE = {"exec", "list", "shell", "words", "script"}
# Of the time before an orchestrator kills a process, so much may pass with waiting for its requests.
_OF_GRACE = 0.8
_EFFECTIVE = msg("it takes effect from now on: what was written so far did nothing")


class Advised(Struct, frozen=True):
    """A limit of a launch, and everything that decides what is to be written about it."""

    file: ServerFile
    limit: Limit
    found: Bound
    said: Told
    launch: Launch
    values: Values
    pinned: Callable[[str], str]


def remedy(asked: Advised) -> Remedy | None:
    """What to write, and where; None where nothing is wrong or known."""
    limit, said = asked.limit, asked.said
    if asked.found.state in (State.EXPLICIT, State.UNKNOWN):
        return None
    if not limit.options:
        if not limit.remedy:
            return None
        application = said.line.positional[1].text if len(said.line.positional) > 1 else "main:app"
        return Remedy(Message(limit.remedy, (("application", application),)))
    value, chosen = _value(asked)
    given = said.line.last(limit.options)
    if given is not None:
        return _over(asked, given, value)
    misspelt = _misspelt(asked)
    if misspelt is not None:
        return misspelt
    unsafe = None if chosen else _unsafe(asked, value)
    refused = _refused(asked)
    if limit.config and said.config:
        last = max((one.place for one in said.config.values()), key=lambda place: place.line)
        text = msg("set {name} = {value} in {path}", name=limit.config, value=value, path=last.path)
        return Remedy(text, "setting", last, limit.config, value, unsafe, refused=refused)
    return replace(_words(asked.launch, limit.options[-1], value), unsafe=unsafe, refused=refused)


def restored(wait: Wait, lost: Wait) -> Remedy | None:
    """The remedy of a command that has lost the limit of its image: to say again what the image says."""
    value = lost.bound.expression or ""
    if wait.remedy is None or wait.remedy.kind != "words" or not value.replace(".", "", 1).isdigit():
        return wait.remedy
    holes = dict(wait.remedy.text.values)
    words = str(holes.get("words", "")).replace(wait.remedy.value, value)
    text = replace(wait.remedy.text, values=tuple({**holes, "words": words, "value": value}.items()))
    return replace(wait.remedy, text=text, value=value, unsafe=None)


def _value(asked: Advised) -> tuple[str, bool]:
    """The value as the option takes it, and whether the user chose it."""
    limit, launch = asked.limit, asked.launch
    unit = 0.001 if limit.unit == "ms" else 1.0
    plain = {name: value for name, value in asked.values.items() if not isinstance(value, str)}
    wanted = amount(plain, Layer.SERVER, limit.parameter)
    seconds = wanted.seconds if wanted.chosen else float(limit.advice or "30") * unit
    if limit.parameter == "graceful-shutdown" and launch.grace is not None and seconds >= launch.grace:
        seconds = max(launch.grace * _OF_GRACE, 1.0)
        seconds = float(int(seconds)) if limit.integer else seconds
    return number(round(seconds / unit) if limit.integer else seconds / unit), wanted.chosen


def _unsafe(asked: Advised, value: str) -> Message | None:
    """Why writing the value changes more than that a default is made explicit."""
    if asked.found.state is State.INEFFECTIVE:
        return _EFFECTIVE
    default = asked.found.seconds
    if asked.found.state is not State.DEFAULT or default is None:
        return None
    seconds = float(value) * (0.001 if asked.limit.unit == "ms" else 1.0)
    return None if seconds == default else changed(f"{number(seconds)} s", number(default))


def _over(asked: Advised, given: Given, value: str) -> Remedy:
    """A value of the option that switches it off, or is none."""
    option = asked.limit.options[-1]
    text = msg("give {option} a value above 0, such as {value}", option=option, value=value)
    if asked.found.state not in (State.DISABLED, State.INEFFECTIVE) or given.value is None or not given.value.sure:
        return Remedy(text)
    if asked.launch.grace is not None and asked.found.seconds is not None:
        return Remedy(text, refused=msg("shorten it, or lengthen the grace period: only you know which"))
    unsafe = SWITCHED_OFF if asked.found.state is State.DISABLED else _unsafe(asked, value)
    return (
        Remedy(text, "word", given.option.place, value=_rewritten(given, given.name, value), unsafe=unsafe)
        if given.value.place == given.option.place
        else Remedy(text, "word", given.value.place, value=value, unsafe=unsafe)
    )


def _rewritten(given: Given, name: str, value: str) -> str:
    """An option and its value in one word, as it was written."""
    return f"{name}={value}" if "=" in given.option.text else f"{name}{value}"


def _misspelt(asked: Advised) -> Remedy | None:
    """What does nothing under its name, where the catalogue says how it is spelled."""
    limit = asked.limit
    for met in pretended(asked.file, asked.said, limit.parameter):
        name = met.shown.partition("=")[0].strip()
        right = limit.environment if name in met.decoy.environment else limit.config
        if name in (*met.decoy.environment, *met.decoy.config) and right and f"`{right}`" in met.decoy.why:
            text = msg("write {option} instead of {name}", option=right, name=name)
            return Remedy(text, "rename", met.where.place, right, unsafe=_EFFECTIVE, form=name)
        option = next((one for one in limit.options if f"`{one}`" in met.decoy.why), "")
        given = asked.said.line.last(met.decoy.options) if met.decoy.options else None
        if met.decoy.effect != "rejected" or not option or given is None:
            continue
        joined = given.value is not None and given.value.place == given.option.place
        word = _rewritten(given, option, given.value.text) if joined and given.value is not None else option
        text = msg("write {option} instead of {name}", option=option, name=given.name)
        unsafe = msg("the server did not start with it; make sure that its value means the same here")
        return Remedy(text, "word", given.option.place, value=word, unsafe=unsafe)
    return None


def _refused(asked: Advised) -> Message | None:
    """Why the words cannot be added by a machine; None where they can."""
    launch, limit = asked.launch, asked.limit
    if launch.form not in _WRITABLE:
        return msg("the command stands where nothing can be added to it")
    if any(word.text == "--" for word in launch.argv):
        return msg("options cannot follow after `--`")
    if launch.argv[-1].maybe:
        return msg("the end of the command is only known when it runs")
    if limit.option_since and _older(asked.pinned(asked.file.server.distribution), limit.option_since):
        return msg("{option} needs version {version}", option=limit.options[-1], version=limit.option_since)
    return None


def _older(version: str, since: str) -> bool:
    if not version:
        return False
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 - 15 ms, for pinned servers alone

    try:
        return Version(version) < Version(since)
    except InvalidVersion:
        return False


def _words(launch: Launch, option: str, value: str) -> Remedy:
    """The option and its value after the last word of the command."""
    last: Argument = launch.argv[-1]
    label = launch.label or msg("the command")
    if launch.form == "list":
        text = msg('add the items "{option}" and "{value}" to {label}', option=option, value=value, label=label)
    else:
        words = f'"{option}", "{value}"' if launch.form == "exec" else f"{option} {value}"
        text = msg("add {words} to {label}", words=words, label=label)
    return Remedy(text, "words", last.place, option, value, form=launch.form)
