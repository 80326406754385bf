"""Whom a report speaks to."""

from __future__ import annotations

import os
import sys
from typing import Any

from timeout_audit import __version__
from timeout_audit.i18n import translator
from timeout_audit.model.documentation import Documentation
from timeout_audit.report.context import Context, terminal_of


def context(language: str, path: str = "-", **more: Any) -> Context:
    """What a report to that file ("-": the standard output) needs to know of its reader."""
    stream = sys.stdout
    terminal = terminal_of(bool(stream and stream.isatty()), os.environ, _columns) if path == "-" else None
    return Context(
        translate=translator(language), language=language, version=__version__, terminal=terminal, rules=_rules, **more
    )


def _columns() -> int:
    import shutil  # noqa: PLC0415 - 4 ms, for a terminal alone

    return shutil.get_terminal_size().columns


def _rules() -> tuple[Documentation, ...]:
    from timeout_audit.rules.documentation import all_documentation  # noqa: PLC0415 - for the formats that ask

    return all_documentation()
