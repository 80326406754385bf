"""How to write a limit where a launch is written, in that file's own syntax."""

from __future__ import annotations

from timeout_audit.catalogue.server import Limit
from timeout_audit.link.launches.bounds import Told
from timeout_audit.model.launch import Launch
from timeout_audit.model.place import Place
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Remedy


def remedy(limit: Limit, said: Told, launch: Launch) -> Remedy | None:
    """What to add, and where."""
    if not limit.options:
        if not limit.remedy:
            return None
        application = said.line.positional[1].text if len(said.line.positional) > 1 else "main:app"
        return Remedy(Message(limit.remedy, (("application", application),)))
    option, value = limit.options[-1], limit.advice
    given = said.line.last(limit.options)
    if given is not None:
        return Remedy(msg("give {option} a value above 0, such as {value}", option=option, value=value))
    last = launch.argv[-1].place
    end = Place(last.path, last.end_line, last.end_column, last.end_line, last.end_column)
    label = launch.label or msg("the command")
    if launch.form == "exec":
        words = f'"{option}", "{value}"'
        return Remedy(msg("add {words} to {label}", words=words, label=label), "insert", end, value=", " + words)
    if launch.form == "list":
        return Remedy(msg('add the items "{option}" and "{value}" to {label}', option=option, value=value, label=label))
    words = f"{option} {value}"
    if launch.form in ("shell", "words", "script"):
        return Remedy(msg("add {words} to {label}", words=words, label=label), "insert", end, value=" " + words)
    return Remedy(msg("add {words} to {label}", words=words, label=label))
