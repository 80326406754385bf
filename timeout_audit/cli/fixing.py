"""``--fix``, ``--diff``, ``--ask`` and ``--show-fixes``: mends what was found, or shows how."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click
from msgspec.structs import replace

from timeout_audit.cli.asked import Asked
from timeout_audit.cli.language import translate
from timeout_audit.cli.output import say
from timeout_audit.cli.status import CLEAN, FINDINGS
from timeout_audit.fix.diff import diff
from timeout_audit.fix.mend import Change, Mended, mend
from timeout_audit.fix.plan import Fix
from timeout_audit.fix.write import write
from timeout_audit.model.project import Audit
from timeout_audit.model.text import Message, counted, msg
from timeout_audit.pipeline import examine
from timeout_audit.report.escape import printable
from timeout_audit.sources import Sources


def fix(request: Asked, options: Mapping[str, Any], audit: Audit, sources: Sources) -> Audit:
    """Fix what an audit found, and give the audit of what is left."""
    made = _mended(request, options, audit, sources)
    problems = write(sources.root, made.files)
    _summary(made, msg("fixed"))
    left = replace(made.audit, problems=(*audit.problems, *problems))
    return replace(left, findings=made.left, suppressed=audit.suppressed) if _partial(request, options) else left


def show_diff(request: Asked, options: Mapping[str, Any], audit: Audit, sources: Sources) -> int:
    """Show what fixes would change, and give the exit status: 1 where they would change anything."""
    made = _mended(request, options, audit, sources)
    data = diff(made.files)
    if sys.stdout.isatty():
        click.echo(_coloured(data), nl=False)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    _summary(made, msg("would be fixed"))
    return FINDINGS if data and not options["exit_zero"] else CLEAN


def _mended(request: Asked, options: Mapping[str, Any], audit: Audit, sources: Sources) -> Mended:
    def again(changed: Sources) -> Audit:
        return examine(changed, (), request.loaded, request.today)

    full = again(sources) if _partial(request, options) else audit
    ask = _Asking() if options["ask"] else None
    made = mend(full, sources, again, audit.findings, unsafe=options["unsafe"], wanted=ask)
    if options["show_fixes"]:
        _show(made)
    return made


def _partial(request: Asked, options: Mapping[str, Any]) -> bool:
    """Whether the audit leaves out what was known before."""
    gates = ("new_from", "new_from_merge_base", "patch")
    return any(options[name] for name in gates) or bool(request.config.baseline)


class _Asking:
    """Shows each fix and asks for it; ``a`` takes all that follow, ``q`` none."""

    def __init__(self) -> None:
        self.all: bool | None = None

    def __call__(self, one: Fix, changes: Mapping[str, Change]) -> bool:
        if self.all is not None:
            return self.all
        for finding in one.findings:
            say(msg("{place} {code}: {message}", place=finding.place, code=finding.code, message=finding.message))
        if one.unsafe is not None:
            say(msg("unsafe: {reason}", reason=one.unsafe))
        click.echo(_coloured(diff(changes)), err=True, nl=False)
        prompt = msg("fix it? (y: yes, n: no, a: this and all others, q: no more)").render(translate())
        answer = click.prompt(prompt, type=click.Choice(["y", "n", "a", "q"]), default="y", err=True)
        self.all = {"a": True, "q": False}.get(answer)
        return answer in ("y", "a")


def _coloured(data: bytes) -> str:
    colours = {"+": "green", "-": "red", "@": "cyan"}
    lines = (printable(line) for line in data.decode("utf-8", "backslashreplace").split("\n")[:-1])
    return "".join(click.style(line, fg=colours.get(line[:1])) + "\n" for line in lines)


def _show(made: Mended) -> None:
    """Every fix, and every finding that is left with the reason."""
    overlapped = set(made.overlapped)
    for finding in made.fixed:
        note: Message = finding.fix or msg("fixed")
        if finding in overlapped:
            note = msg("mended by another fix, which its own would have touched")
        say(msg("{place} {code} fixed: {note}", place=finding.place, code=finding.code, note=note))
    for one in made.refused:
        reason = msg("only with --unsafe: {reason}", reason=one.reason) if one.unsafe else one.reason
        say(msg("{place} {code} left: {reason}", place=one.finding.place, code=one.finding.code, reason=reason))


def _summary(made: Mended, done: Message) -> None:
    """How many findings were fixed in how many files, and how many are left."""
    unsafe = sum(one.unsafe for one in made.refused)
    say(
        counted(
            len(made.fixed),
            "{count} finding {done}, in files: {files}",
            "{count} findings {done}, in files: {files}",
            done=done,
            files=len(made.files),
        )
    )
    if unsafe:
        say(
            counted(
                unsafe,
                "{count} more with --unsafe; --show-fixes says why it may change more",
                "{count} more with --unsafe; --show-fixes says why they may change more",
            )
        )
