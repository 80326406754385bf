"""Audits as a command asks for: all findings, or the new ones alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from timeout_audit.cli.asked import Asked, cache_of
from timeout_audit.cli.output import say
from timeout_audit.cli.progress import progress
from timeout_audit.discover.find import buffer
from timeout_audit.model.fault import Fault
from timeout_audit.model.finding import Problem
from timeout_audit.model.project import Audit
from timeout_audit.model.text import counted, msg
from timeout_audit.pipeline import examine, find
from timeout_audit.readers.registry import claimed
from timeout_audit.sources import Sources


def perform(request: Asked, options: Mapping[str, Any]) -> tuple[Audit, Sources]:
    """The audit that is asked for, less what is not new, and its files.

    Raises:
        Fault: where what is new cannot be told, or the configuration names a rule that does not exist.

    """
    chosen = [name for name in ("new_from", "new_from_merge_base", "patch") if options.get(name)]
    if len(chosen) > 1:
        raise Fault(msg("use one of --new-from, --new-from-merge-base and --patch"))
    sources, unwalked = _found(request, options.get("stdin_filename"))
    sources.cache = cache_of(options)
    sources.jobs = options.get("jobs") or 0
    with progress(sources):
        if chosen:
            audit = _new(request, options, sources, unwalked)
        else:
            audit = examine(sources, unwalked, request.loaded, request.today)
    if request.config.baseline:
        audit = _beyond_baseline(request, audit, sources)
    return audit, sources


def _found(request: Asked, stdin_filename: str | None) -> tuple[Sources, list[Problem]]:
    if stdin_filename is None:
        return find(request.paths, request.root, request.loaded)
    return buffer(request.paths[0], sys.stdin.buffer.read(), request.root, request.loaded, claimed), []


def baseline_path(request: Asked) -> str:
    """Where the baseline lies: the option's path as it is, the configuration's below the folder of its file."""
    from timeout_audit.gate.baseline import DEFAULT_NAME  # noqa: PLC0415 - json codecs, only where one is used

    return os.path.join(request.root, request.loaded.base, request.config.baseline or DEFAULT_NAME)


def _new(request: Asked, options: Mapping[str, Any], sources: Sources, unwalked: list[Problem]) -> Audit:
    from timeout_audit.gate.commits import commit, merge_base  # noqa: PLC0415 - subprocess takes 15 ms
    from timeout_audit.gate.new import new_since_commit, new_since_patch  # noqa: PLC0415 - as above

    loaded, today = request.loaded, request.today
    if options.get("patch"):
        return new_since_patch(sources, unwalked, loaded, today, _patch(options["patch"]))
    revision = options.get("new_from") or ""
    base = commit(request.root, revision) if revision else merge_base(request.root, options["new_from_merge_base"])
    return new_since_commit(sources, unwalked, loaded, today, base)


def _patch(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise Fault(msg("{path}: {reason}", path=path, reason=error.strerror)) from error


def _beyond_baseline(request: Asked, audit: Audit, sources: Sources) -> Audit:
    from timeout_audit.gate.baseline import read_baseline  # noqa: PLC0415 - only where one is used
    from timeout_audit.gate.compare import compare  # noqa: PLC0415 - as above

    path = baseline_path(request)
    comparison = compare(audit, sources, read_baseline(path), "in the baseline")
    if comparison.mended:
        say(
            counted(
                len(comparison.mended),
                "{count} finding of the baseline is mended; take it out: timeout-audit baseline prune",
                "{count} findings of the baseline are mended; take them out: timeout-audit baseline prune",
            )
        )
    return comparison.audit
