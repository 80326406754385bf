"""The output formats, by listing their folder. A format is imported when it is used."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import cast

from timeout_audit.files import modules_in
from timeout_audit.model.project import Audit
from timeout_audit.report import formats
from timeout_audit.report.context import Context


@cache
def format_names() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    return tuple(modules_in(formats.__path__))


def render(name: str, audit: Audit, context: Context) -> str:
    """The whole output of a format for ``audit``, ending with a newline.

    Raises:
        KeyError: where there is no such format.

    """
    if name not in format_names():
        raise KeyError(name)
    return cast(str, import_module(f"{formats.__name__}.{name}").render(audit, context))
