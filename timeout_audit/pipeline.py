"""The order of work of an audit."""

from __future__ import annotations

from collections.abc import Sequence

from timeout_audit.config.schema import Loaded
from timeout_audit.discover.find import discover
from timeout_audit.model.finding import Finding, Problem
from timeout_audit.model.project import Audit, Project
from timeout_audit.model.wait import Wait
from timeout_audit.rules.registry import all_rules
from timeout_audit.select import Selection
from timeout_audit.sources import Sources


def run(paths: Sequence[str], root: str, loaded: Loaded) -> Audit:
    """Audit ``paths`` (resolved, below ``root``) as the configuration says.

    Raises:
        Fault: where the configuration names a rule that does not exist.

    """
    selection = Selection(loaded, all_rules())
    sources, problems = discover(paths, root, loaded, claims)
    waits, troubles = link(sources, loaded)
    project = Project(root, tuple(sorted(waits, key=lambda wait: (wait.place, wait.parameter))))
    findings = selection.apply(finding for rule in all_rules() for finding in rule.check(project))
    targets = {file.path for file in sources.targets}
    return Audit(
        project=project,
        findings=tuple(sorted((one for one in findings if one.place.path in targets), key=_by_place)),
        problems=tuple(sorted({*problems, *troubles}, key=lambda problem: (problem.path, problem.line))),
        files=len(sources.targets),
    )


def link(sources: Sources, loaded: Loaded) -> tuple[Sequence[Wait], Sequence[Problem]]:  # noqa: ARG001
    """Every wait of the sources: the analyser's one place in the order of work."""
    return (), ()


def claims(path: str) -> bool:
    """Whether a path that is no Python file may start a service."""
    name = path.rpartition("/")[2].lower()
    return (
        name.startswith(("dockerfile", "containerfile", "procfile", "makefile", "gunicorn.conf"))
        or name.endswith((".yml", ".yaml", ".sh", ".service", ".dockerfile"))
        or name in {"fly.toml", "supervisord.conf", "justfile"}
    )


def _by_place(finding: Finding) -> tuple[object, ...]:
    return (finding.place, finding.code)
