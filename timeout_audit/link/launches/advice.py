"""How to write a limit where a launch is written.

At the end of its command, over a value that does not count, or in the configuration file that it reads already.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.server import Limit, ServerFile
from timeout_audit.link.amounts import Values, amount
from timeout_audit.link.launches.bounds import Told, is_older, pretended
from timeout_audit.link.launches.servers import Given
from timeout_audit.link.writing import SWITCHED_OFF, changed
from timeout_audit.model.launch import Launch
from timeout_audit.model.place import Place
from timeout_audit.model.text import Message, msg, number
from timeout_audit.model.wait import Bound, Layer, Remedy, State, Wait

# Forms in which each word stands in quotes of its own.
_QUOTED = {"exec", "code"}
_WRITABLE = {"exec", "list", "shell", "words", "script"}
# Files of Python, where a command for a shell stands in a text that may be put together.
_PYTHON = {"code", "server_config"}
# Files in which a setting is a line of its own.
_LINES = (".py", ".toml", ".ini")
# Of the time before an orchestrator kills a process, so much may pass with waiting for its requests.
_OF_GRACE = 0.8
_EFFECTIVE = msg("it takes effect from now on: what was written so far did nothing")


class Advised(Struct, frozen=True):
    """A limit of a launch, and everything that decides what is to be written about it.

    ``version`` is the server's, "" where it is not pinned.
    """

    file: ServerFile
    limit: Limit
    found: Bound
    said: Told
    launch: Launch
    values: Values
    version: str

    @property
    def option(self) -> str:
        """The option of the limit, in its long form where it has one."""
        options = self.limit.options
        return next((name for name in options if name.startswith("--")), options[0])


def remedy(asked: Advised) -> Remedy | None:
    """What to write, and where; None where nothing is wrong or known."""
    limit, said = asked.limit, asked.said
    if asked.found.state in (State.EXPLICIT, State.UNKNOWN):
        return None
    if said.variant is not None and limit.parameter in said.variant.unknown:
        return Remedy(Message(said.variant.remedy)) if said.variant.remedy else None
    if not limit.options:
        return Remedy(Message(limit.remedy, (("application", _module(said)),))) if limit.remedy else None
    if is_older(asked.version, limit.option_since):
        return Remedy(
            msg("update to {since} or newer, and add {option}", since=limit.option_since, option=asked.option)
        )
    value, chosen = _value(asked)
    written = _configured(asked, value) or _given(asked, value) or _misspelt(asked, value)
    if written is not None:
        # Inside a text of Python, which may be put together, a word is left to people.
        in_text = written.kind == "word" and asked.launch.form == "shell" and asked.launch.kind in _PYTHON
        return Remedy(written.text) if in_text else written
    unsafe = None if chosen else _unsafe(asked, value)
    path = said.configured.path
    places = [one.place for one in said.config.values() if one.place.path == path]
    if limit.config and places:
        last = max(places, key=lambda place: place.line)
        text = msg("set {name} = {value} in {path}", name=limit.config, value=value, path=path)
        return Remedy(text, "setting" if path.endswith(_LINES) else "", last, limit.config, value, unsafe)
    return replace(_words(asked.launch, asked.option, value), unsafe=unsafe, refused=_refused(asked.launch))


def grace_remedy(launch: Launch) -> Remedy:
    """What to do about a shutdown that the orchestrator ends."""
    return Remedy(
        msg(
            "give it less than the {grace} s of {label}, or have {label} wait longer",
            grace=f"{launch.grace or 0:g}",
            label=launch.grace_label,
        )
    )


def _module(said: Told) -> str:
    """The application as uvicorn names it, where `fastapi run` names its file or nothing."""
    path = said.line.positional[1].text if len(said.line.positional) > 1 else ""
    if not path.endswith(".py"):
        return path or "main:app"
    return path.removeprefix("./").removesuffix(".py").replace("/", ".") + ":app"


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


_CUTS = msg("a request that takes longer is cut off")


def _unsafe(asked: Advised, value: str) -> Message | None:
    """Why writing the value changes more than that a default is made explicit."""
    if asked.found.state is State.INEFFECTIVE:
        return _EFFECTIVE
    if asked.found.state is State.NONE and asked.limit.parameter == "worker-timeout":
        return _CUTS
    default = asked.found.seconds
    if asked.found.state is not State.DEFAULT or default is None:
        return None
    seconds = float(value) * (0.001 if asked.limit.unit == "ms" else 1.0)
    return None if seconds == default else changed(f"{number(seconds)} s", number(default))


def _configured(asked: Advised, value: str) -> Remedy | None:
    """Over a setting of the configuration file that does not count: its value, or its name."""
    limit, source = asked.limit, asked.found.source
    if source is None or source.path not in asked.said.configured.paths or not limit.config:
        return None
    text = msg("write {setting}", setting=f"{limit.config} = {value}")
    given = asked.said.config.get(limit.config)
    if given is not None and given.place == source:
        kind = "word" if given.sure and not given.maybe else ""
        return Remedy(text, kind, source, value=value, unsafe=_why(asked, value))
    wrong = next((name for name, one in asked.said.config.items() if one.place == source), "")
    return Remedy(text, "rename" if wrong else "", source, limit.config, unsafe=_EFFECTIVE, form=wrong)


def _given(asked: Advised, value: str) -> Remedy | None:
    """Over a value of the option that switches it off, or is none."""
    given = asked.said.line.last(asked.limit.options)
    if given is None:
        return None
    text = msg("give {option} a value such as {value}", option=asked.option, value=value)
    word = given.value
    if asked.found.state not in (State.DISABLED, State.INEFFECTIVE) or word is None or not word.sure:
        return Remedy(text)
    if word.place == given.option.place:
        return Remedy(text, "word", word.place, value=_rewritten(given, given.name, value), unsafe=_why(asked, value))
    return Remedy(text, "word", word.place, value=value, unsafe=_why(asked, value))


def _why(asked: Advised, value: str) -> Message | None:
    """Why a value written over one that does not count changes more."""
    return SWITCHED_OFF if asked.found.state is State.DISABLED else _unsafe(asked, value)


def _rewritten(given: Given, name: str, value: str) -> str:
    """An option and its value in one word, as it was written."""
    return f"{name}={value}" if "=" in given.option.text else f"{name}{value}"


def _misspelt(asked: Advised, value: str) -> Remedy | None:
    """What does nothing under its name, where the catalogue says how it is spelled."""
    if asked.found.state is not State.INEFFECTIVE:
        return None
    for met in pretended(asked.file, asked.said, asked.limit.parameter):
        name = met.shown.partition("=")[0].strip()
        right = asked.limit.environment
        if name in met.decoy.environment and right and f"`{right}`" in met.decoy.why:
            text = msg("write {option} instead of {name}", option=right, name=name)
            return Remedy(text, "rename", met.where.place, right, unsafe=_EFFECTIVE, form=name)
        given = asked.said.line.last(met.decoy.options) if met.decoy.options else None
        if given is not None and met.decoy.effect == "rejected":
            return _respelled(asked, given, f"{asked.option} {value}", met.decoy.why)
    return None


def _respelled(asked: Advised, given: Given, words: str, why: str) -> Remedy:
    """The option under its right name, where the catalogue's sentence names that; it keeps its value."""
    text = msg("write {words} instead of {wrong}", words=words, wrong=given.name)
    if f"`{asked.option}`" not in why:
        return Remedy(text)
    joined = given.value is not None and given.value.place == given.option.place
    word = _rewritten(given, asked.option, given.value.text) if joined and given.value is not None else asked.option
    unsafe = msg("the server did not start with it; make sure that its value means the same here")
    return Remedy(text, "word", given.option.place, value=word, unsafe=unsafe)


def _refused(launch: Launch) -> Message | None:
    """Why the words cannot be added by a machine; None where they can."""
    last = launch.argv[-1]
    if launch.form not in _WRITABLE or launch.kind in _PYTHON:
        return msg("the command stands where nothing can be added to it")
    if any(word.text == "--" for word in launch.argv):
        return msg("options cannot follow after `--`")
    if last.maybe:
        return msg("the end of the command is only known when it runs")
    if last.source not in ("", last.text) and not _in_its_command(last.place, launch):
        return msg("the end of the command stands in a variable")
    return None


def _in_its_command(place: Place, launch: Launch) -> bool:
    """Whether a word stands in its command, not where the variable that it came out of was set."""
    if launch.command is not None:
        return launch.command.holds(place)
    return place.path == launch.place.path and place.line >= launch.place.line


def _words(launch: Launch, option: str, value: str) -> Remedy:
    """The option and its value after the last word of the command."""
    last = launch.argv[-1]
    label = launch.label or msg("the command")
    if launch.form == "list":
        text = msg('add the items "{option}" and "{value}" to {label}', option=option, value=value, label=label)
    else:
        words = f'"{option}", "{value}"' if launch.form in _QUOTED else f"{option} {value}"
        text = msg("add {words} to {label}", words=words, label=label)
    return Remedy(text, "words", last.place, option, value, form=launch.form)
