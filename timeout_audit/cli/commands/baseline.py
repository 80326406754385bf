"""``timeout-audit baseline write|check|prune``: what was there when the gate was raised, and how it shrinks."""

from __future__ import annotations

from typing import Any

import click

from timeout_audit.cli.asked import Asked, asked, cache_of
from timeout_audit.cli.options import file_options, paths_argument, rule_options
from timeout_audit.cli.output import faults, say, show
from timeout_audit.cli.running import baseline_path
from timeout_audit.cli.sections import Sectioned, section
from timeout_audit.cli.status import CLEAN, FINDINGS
from timeout_audit.gate.baseline import read_baseline, write_baseline
from timeout_audit.gate.compare import Comparison, compare, known
from timeout_audit.gate.identity import NOT_AUDITED, Known
from timeout_audit.model.project import Audit
from timeout_audit.model.text import msg
from timeout_audit.pipeline import examine, find
from timeout_audit.sources import Sources

_options = section(
    "",
    [
        paths_argument,
        click.option("--baseline", metavar="FILE", default=None, help="The baseline's file."),
        rule_options,
        file_options,
    ],
)


@click.group()
def baseline() -> None:
    """Accept what is there, and nothing more: write, check or prune a baseline."""


@baseline.command(cls=Sectioned)
@_options
@faults
def write(paths: tuple[str, ...], **options: Any) -> None:
    """Write everything that is found now into the baseline."""
    request, audit, sources = _audit(paths, options)
    entries = known(audit, sources)
    path = baseline_path(request)
    write_baseline(path, entries)
    say(msg("findings written: {count}, to {path}", count=len(entries), path=path))
    if not request.loaded.config.baseline:
        say(msg("use it with --baseline {path}, or set baseline in the configuration", path=path))


@baseline.command(cls=Sectioned)
@_options
@faults
def check(paths: tuple[str, ...], **options: Any) -> None:
    """Compare: exit with 1 where something is new, or is mended and still in the baseline."""
    _, comparison, _ = _compare(paths, options)
    for finding in comparison.audit.findings:
        show(msg("new: {place}: {code} {message}", place=finding.place, code=finding.code, message=finding.message))
    for problem in comparison.audit.problems:
        show(msg("new: {place}: {code} {message}", place=problem.place, code=NOT_AUDITED, message=problem.message))
    for one in comparison.mended:
        show(msg("mended: {path}: {code} {text}", path=one.path, code=one.identity.code, text=one.text))
    new = len(comparison.audit.findings) + len(comparison.audit.problems)
    say(msg("new: {new}, mended: {mended}", new=new, mended=len(comparison.mended)))
    raise SystemExit(FINDINGS if new or comparison.mended else CLEAN)


@baseline.command(cls=Sectioned)
@_options
@faults
def prune(paths: tuple[str, ...], **options: Any) -> None:
    """Take out of the baseline what is mended. Nothing is ever added."""
    request, comparison, before = _compare(paths, options)
    left = list(before)
    for one in comparison.mended:
        left.remove(one)
    path = baseline_path(request)
    write_baseline(path, left)
    say(msg("taken out: {count}, left: {left}, in {path}", count=len(comparison.mended), left=len(left), path=path))


def _audit(paths: tuple[str, ...], options: dict[str, Any]) -> tuple[Asked, Audit, Sources]:
    request = asked(paths, options)
    sources, unwalked = find(request.paths, request.root, request.loaded)
    sources.cache = cache_of(options)
    return request, examine(sources, unwalked, request.loaded, request.today), sources


def _compare(paths: tuple[str, ...], options: dict[str, Any]) -> tuple[Asked, Comparison, list[Known]]:
    request, audit, sources = _audit(paths, options)
    before = read_baseline(baseline_path(request))
    return request, compare(audit, sources, before, "in the baseline"), before


COMMAND = baseline
