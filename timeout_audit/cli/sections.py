"""Options in the help under headings of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from gettext import gettext
from typing import Any, TypeVar

import click

from timeout_audit.cli.language import translate
from timeout_audit.i18n import Translate

_Function = TypeVar("_Function", bound=Callable[..., Any])
_TITLES: dict[str, str] = {}  # of each option, by its first spelling


def section(title: str, options: Sequence[Callable[[Any], Any]]) -> Callable[[_Function], _Function]:
    """Several options as one decorator: in the help they stand in this order, below ``title``."""

    def decorate(function: _Function) -> _Function:
        for option in reversed(options):
            function = option(function)
            param = function.__click_params__[-1]  # type: ignore[attr-defined] # where click keeps them
            if title:
                _TITLES.setdefault(param.opts[0], title)
        return function

    return decorate


def write_sections(
    params: Iterable[click.Parameter], context: click.Context, formatter: click.HelpFormatter, translator: Translate
) -> None:
    """Write the options of a command, those without a heading last."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for param in params:
        record = param.get_help_record(context)
        if record and isinstance(param, click.Option):
            sections.setdefault(_TITLES.get(param.opts[0], ""), []).append(record)
    for title in sorted(sections, key=lambda title: not title):
        with formatter.section(translator(title) if title else gettext("Options")):
            formatter.write_dl(sections[title])


class Sectioned(click.Command):
    """A command whose options are shown in sections."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options by section."""
        write_sections(self.get_params(ctx), ctx, formatter, translate())
