"""An audit of a few files that hold no wait, without the command line's library: what a hook asks for most often.

What is said here is what the command would say. Whatever is out of the ordinary (another option, a wrong path, a
comment of ours, a configuration that names rules, a file that may hold a wait) is left to the command.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from timeout_audit.cli.asked import Asked, asked, cache_of
from timeout_audit.cli.reader import context
from timeout_audit.cli.status import CLEAN, FINDINGS
from timeout_audit.config.schema import Config
from timeout_audit.discover.find import discover
from timeout_audit.i18n import preferred
from timeout_audit.model.fault import Fault
from timeout_audit.model.project import Audit, Project
from timeout_audit.readers.registry import claimed
from timeout_audit.recall import written
from timeout_audit.remember import is_idle
from timeout_audit.report.registry import render

_NAMING_RULES = (
    *("select", "extend_select", "ignore", "extend_ignore"),
    *("severity", "per_file_ignores", "per_file_severity"),
)


def answer(files: Sequence[str], *, force_exclude: bool) -> int | None:
    """Give the answer for files; its exit status, or None where the command is to give it."""
    if sys.platform == "win32":
        return None
    try:
        request = asked(files, {"force_exclude": force_exclude or None})
        audit = _without_waits(request)
    except (Fault, OSError):
        return None
    if audit is None:
        return None
    text = render("text", audit, context(preferred(os.environ)))
    return CLEAN if written([(text, sys.stdout)]) else FINDINGS


def _without_waits(request: Asked) -> Audit | None:
    """The audit of files of which it is certain that there is nothing to say."""
    config, plain = request.config, Config()
    if config.baseline or any(getattr(config, name) != getattr(plain, name) for name in _NAMING_RULES):
        return None
    sources, unwalked = discover(request.paths, request.root, request.loaded, claimed)
    sources.cache = cache_of({})
    if unwalked or not is_idle(sources, request.loaded, process=False) or sources.marked:
        return None
    return Audit(Project(sources.root, ()), (), (), len(sources.targets))
