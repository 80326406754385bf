"""``--add-ignores``: silences what was found by comments in the files."""

from __future__ import annotations

from timeout_audit.cli.output import say
from timeout_audit.cli.status import CLEAN, FINDINGS
from timeout_audit.files import replace_file
from timeout_audit.model.fault import Fault
from timeout_audit.model.project import Audit
from timeout_audit.model.text import msg
from timeout_audit.sources import Kind, Sources
from timeout_audit.suppress.add import add_comments


def add_ignores(audit: Audit, sources: Sources, reason: str) -> int:
    """Write a comment for every finding, say how many were written, and give the exit status.

    Findings about the audit itself, such as an unused suppression, are not silenced.

    Raises:
        Fault: where no reason is given, or a file cannot be written.

    """
    reason = " ".join(reason.split())
    if not reason:
        raise Fault(msg("say why: --add-ignores takes the reason that the comments give"))
    kinds = {file.path: file.kind for file in sources.targets}
    wanted: dict[str, list[tuple[int, str]]] = {}
    for finding in audit.findings:
        if finding.layer is not None:
            wanted.setdefault(finding.place.path, []).append((finding.place.line, finding.code))
    comments = refused = 0
    for path, lines in wanted.items():
        data = sources.read(path)
        if not isinstance(data, bytes):
            continue
        added = add_comments(path, data, lines, reason, python=kinds[path] is Kind.PYTHON)
        comments += added.written
        refused += len(added.refused)
        for line, why in added.refused.items():
            say(msg("{path}:{line}: {reason}", path=path, line=line, reason=why))
        if added.written:
            _write(sources, path, added.data)
    say(msg("comments written: {comments}, in files: {files}", comments=comments, files=len(wanted)))
    return FINDINGS if refused else CLEAN


def _write(sources: Sources, path: str, data: bytes) -> None:
    try:
        replace_file(f"{sources.root}/{path}", data)
    except OSError as error:
        raise Fault(msg("{path}: {reason}", path=path, reason=error.strerror)) from error
