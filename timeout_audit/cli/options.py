"""Options that several commands take, and how they join the configuration."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click
from msgspec.structs import replace

from timeout_audit.config.find import load, load_file
from timeout_audit.config.schema import Config, Loaded
from timeout_audit.discover.find import resolve
from timeout_audit.discover.root import find_root

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Words(click.ParamType):  # type: ignore[type-arg,unused-ignore] # generic from click 8.4 on
    """Words separated by commas; the option may be repeated."""

    name = "list"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:  # noqa: ARG002
        """Split one value."""
        if isinstance(value, tuple):
            return value
        return tuple(word.strip() for word in value.split(",") if word.strip())


def words(*names: str, metavar: str, help: str) -> Callable[[_Function], _Function]:  # noqa: A002 - click's word
    """An option that takes a list; not given, it leaves the configuration alone."""

    def joined(ctx: click.Context, param: click.Parameter, value: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:  # noqa: ARG001
        return tuple(word for one in value for word in one) if value else None

    return click.option(*names, type=Words(), multiple=True, callback=joined, metavar=metavar, help=help)


def config_options(function: _Function) -> _Function:
    """``--config`` and ``--isolated``."""
    for option in (
        click.option("--isolated", is_flag=True, help="Read no configuration file."),
        click.option("--config", "config_file", metavar="FILE", help="Read this file instead of the nearest one."),
    ):
        function = option(function)
    return function


def settle(
    paths: Sequence[str], config_file: str | None, *, isolated: bool, overrides: Mapping[str, object] | None = None
) -> tuple[list[str], str, Loaded]:
    """The resolved paths, their repository, and the configuration with the options of the command line.

    ``overrides`` may hold anything; what is named like a field of ``Config`` and is not None replaces it.

    Raises:
        Fault: where a path or the configuration is wrong.

    """
    resolved = resolve(paths or ["."])
    root = find_root(resolved)
    if config_file is not None:
        loaded = load_file(config_file, root) or Loaded(Config())
    elif isolated:
        loaded = Loaded(Config())
    else:
        common = os.path.commonpath(resolved)
        loaded = load(common if os.path.isdir(common) else os.path.dirname(common), root)
    given = {
        name: value
        for name, value in (overrides or {}).items()
        if value is not None and name in Config.__struct_fields__
    }
    return resolved, root, replace(loaded, config=replace(loaded.config, **given)) if given else loaded
