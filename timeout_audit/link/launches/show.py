"""Launches as lines of text, for a look at what was understood."""

from __future__ import annotations

from collections.abc import Iterable

from timeout_audit.model.launch import Argument, Launch


def show(launches: Iterable[Launch]) -> list[str]:
    """One line a launch: ``path:line:column argv``, then what is known about its words and its environment.

    A word that is only known at run time is shown as written; ``?`` after it says that it may be absent, ``…`` that it
    may be any number of words.
    """
    return [line(launch) for launch in sorted(launches, key=lambda launch: (launch.place, launch.file))]


def line(launch: Launch) -> str:
    """One launch as text."""
    words = ["python -m " + launch.module if launch.module else "", *map(_word, launch.argv[bool(launch.module) :])]
    environment = "".join(f" | {name}={_word(value)}" for name, value in launch.environment)
    return (
        f"{launch.place.path}:{launch.place.line}:{launch.place.column} " + " ".join(filter(None, words)) + environment
    )


def _word(argument: Argument) -> str:
    text = argument.text
    if not text or any(character.isspace() for character in text):
        text = "'" + text.replace("\n", "\\n") + "'"
    return text + ("…" if argument.open else "?" if argument.maybe else "")
