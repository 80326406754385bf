"""How to write a limit where a launch is written, in that file's own syntax."""

from __future__ import annotations

from timeout_audit.catalogue.server import Limit
from timeout_audit.link.launches.bounds import Told, is_older
from timeout_audit.model.launch import Launch
from timeout_audit.model.place import Place
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, Remedy, State


def remedy(limit: Limit, said: Told, launch: Launch, found: Bound, version: str) -> Remedy | None:
    """What to write, and where. ``version`` is the server's, "" where it is not pinned; None where nothing is amiss."""
    if found.state is State.EXPLICIT:
        return None
    if not limit.options:
        return Remedy(Message(limit.remedy, (("application", _module(said)),))) if limit.remedy else None
    option = next((name for name in limit.options if name.startswith("--")), limit.options[0])
    if is_older(version, limit.option_since):
        return Remedy(msg("update to {since} or newer, and add {option}", since=limit.option_since, option=option))
    if found.source is not None and found.source.path == said.config_path and limit.config:
        return Remedy(msg("write {setting}", setting=f"{limit.config} = {limit.advice}"))
    given = said.line.last(limit.options)
    if given is not None:
        return Remedy(msg("give {option} a value such as {value}", option=option, value=limit.advice))
    if found.state is State.INEFFECTIVE and found.expression and found.expression.startswith("-"):
        words = f"{option} {limit.advice}"
        return Remedy(msg("write {words} instead of {wrong}", words=words, wrong=found.expression))
    return _added(option, limit.advice, launch)


def _module(said: Told) -> str:
    """The application as uvicorn names it, where `fastapi run` names its file or nothing."""
    path = said.line.positional[1].text if len(said.line.positional) > 1 else ""
    if not path.endswith(".py"):
        return path or "main:app"
    return path.removeprefix("./").removesuffix(".py").replace("/", ".") + ":app"


def _added(option: str, value: str, launch: Launch) -> Remedy:
    """Two more words at the end of the command line."""
    label = launch.label or msg("the command")
    if launch.form == "list":
        return Remedy(msg('add the items "{option}" and "{value}" to {label}', option=option, value=value, label=label))
    words = f'"{option}", "{value}"' if launch.form == "exec" else f"{option} {value}"
    text = msg("add {words} to {label}", words=words, label=label)
    last = launch.argv[-1]
    if last.open or (last.source and last.source != last.text) or last.place.path != launch.place.path:
        return Remedy(text)  # the last word came out of a variable: where it stands is not where the line ends
    end = Place(last.place.path, last.place.end_line, last.place.end_column, last.place.end_line, last.place.end_column)
    return Remedy(text, "insert", end, value=(", " if launch.form == "exec" else " ") + words)


def grace_remedy(launch: Launch) -> Remedy:
    """What to do about a shutdown that the orchestrator ends."""
    return Remedy(
        msg(
            "give it less than the {grace} s of {label}, or have {label} wait longer",
            grace=f"{launch.grace or 0:g}",
            label=launch.grace_label,
        )
    )
