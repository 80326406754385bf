"""The languages the tool speaks. English is in the code; the others are gettext catalogues under ``locale``.

``python -m tests.translations`` collects what is to be translated and compiles the catalogues.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

DOMAIN = "timeout_audit"
LOCALE = os.path.join(os.path.dirname(__file__), "locale")

Translate = Callable[[str], str]


def _(text: str) -> str:
    """``text`` itself: the mark of a sentence that is translated later, when the language is known."""
    return text


@cache
def languages() -> tuple[str, ...]:
    """The codes of all languages, English first."""
    return ("en", *sorted(entry.name for entry in os.scandir(LOCALE) if entry.is_dir()))


def preferred(environ: Mapping[str, str]) -> str:
    """The language that the environment asks for, as gettext reads it; English where it asks for none that we have."""
    wanted = next(filter(None, (environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))), "")
    for name in wanted.split(":"):
        code = name.partition(".")[0].partition("_")[0].lower()
        if code in languages():
            return code
    return "en"


@cache
def translator(language: str) -> Translate:
    """The function that translates a template; English needs no catalogue.

    Raises:
        FileNotFoundError: where there is no such language.

    """
    if language == "en":
        return str
    from gettext import GNUTranslations  # noqa: PLC0415 - not for English

    with open(os.path.join(LOCALE, language, "LC_MESSAGES", f"{DOMAIN}.mo"), "rb") as file:
        return GNUTranslations(file).gettext


def translate_help(command: click.Command, translate: Translate) -> None:
    """Put the help of a command and of its options into another language. What is translated already stays."""
    from inspect import cleandoc  # noqa: PLC0415 - click has it at hand, where there is help

    for part in (command, *command.params):
        for name in ("help", "short_help", "epilog"):
            if isinstance(text := getattr(part, name, None), str):
                setattr(part, name, translate(cleandoc(text)))


def speak(language: str) -> None:
    """Let click speak ``language`` too: its own sentences ("Usage:", "No such option") go through gettext."""
    if language == "en":
        return
    import gettext  # noqa: PLC0415 - not for English

    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("click", LOCALE)
    gettext.textdomain("click")
