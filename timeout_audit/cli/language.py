"""The language of a run: ``--lang`` anywhere on the command line, else what the environment asks for."""

from __future__ import annotations

import os

import click

from timeout_audit.i18n import Translate, languages, preferred, speak, translator

LANGUAGE = "timeout_audit.language"
_OPTION = "--lang"


def choose(ctx: click.Context, args: list[str]) -> list[str]:
    """Settle the language of the run, and give the arguments without the option."""
    rest: list[str] = []
    chosen = preferred(os.environ)
    words = iter(args)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--":
            rest.append(word)
            rest.extend(words)
        elif name == _OPTION:
            chosen = value if equals else next(words, "")
        else:
            rest.append(word)
    if chosen not in languages() and not ctx.resilient_parsing:
        raise click.BadParameter(f"{chosen!r} is not one of {', '.join(languages())}.", ctx, param_hint=f"'{_OPTION}'")
    ctx.meta[LANGUAGE] = chosen if chosen in languages() else "en"
    speak(ctx.meta[LANGUAGE])
    return rest


def language() -> str:
    """The language of this run."""
    context = click.get_current_context(silent=True)
    return str(context.meta.get(LANGUAGE, "en")) if context else "en"


def translate() -> Translate:
    """What turns a template into the language of this run."""
    return translator(language())
