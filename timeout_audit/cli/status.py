"""The exit status of an audit."""

from __future__ import annotations

from collections.abc import Sequence

from timeout_audit import disk
from timeout_audit.config.schema import Config
from timeout_audit.model.finding import Severity
from timeout_audit.model.project import Audit

CLEAN, FINDINGS, WRONG, NOTHING = 0, 1, 2, 3


def status(audit: Audit, config: Config, paths: Sequence[str]) -> int:
    """0: nothing at or above ``fail-on``. 1: findings, or files that could not be audited. 3: nothing to audit.

    A hook that names only files which the configuration excludes by force has asked for nothing: 0.
    """
    excluded = config.force_exclude and all(disk.is_file(path) for path in paths)
    if not audit.files and not excluded:
        return NOTHING
    severities = [finding.severity for finding in audit.findings]
    severities += [Severity.WARNING] * bool(audit.problems)
    return FINDINGS if any(one.rank >= config.fail_on.rank for one in severities) else CLEAN
