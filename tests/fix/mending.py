"""Fixes a folder in this process and checks the laws that hold whatever was fixed."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from tests.audits import TODAY
from tests.fix.sameness import same_but_for_fixes
from timeout_audit.config.find import load
from timeout_audit.fix.mend import Mended, mend
from timeout_audit.fix.outcome import key
from timeout_audit.fix.write import write
from timeout_audit.model.project import Audit
from timeout_audit.pipeline import examine, find
from timeout_audit.sources import Sources


class Run:
    """An audit of everything below ``root``, and what fixing it gives."""

    def __init__(self, root: Path, *, unsafe: bool = False) -> None:
        loaded = load(str(root), str(root))
        self.root = root
        self.sources, unwalked = find([str(root)], str(root), loaded)

        def again(sources: Sources) -> Audit:
            return examine(sources, unwalked, loaded, TODAY)

        self.before = again(self.sources)
        self.mended: Mended = mend(self.before, self.sources, again, self.before.findings, unsafe=unsafe)

    def written(self) -> Run:
        """The same, written to the disk."""
        assert write(str(self.root), self.mended.files) == []
        return self

    def text(self, path: str) -> str:
        """The content of a file after the fixes."""
        change = self.mended.files.get(path)
        return change[1].decode() if change else (self.root / path).read_bytes().decode()


def _parses(source: bytes) -> bool:
    """Whether this Python can parse a file at all: some cases are newer."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def check_laws(root: Path, *, unsafe: bool) -> Run:
    """Fix what lies below ``root`` on the disk; what is changed parses, nothing new appears, twice is once."""
    run = Run(root, unsafe=unsafe).written()
    fixed, after = run.mended.fixed, run.mended.audit
    assert len(set(fixed)) == len(fixed)
    seen = Counter(finding.code for finding in run.before.findings if finding.layer is not None)
    left = Counter(finding.code for finding in after.findings if finding.layer is not None)
    assert left <= seen, "nothing new"
    assert seen - left == Counter(finding.code for finding in fixed if finding.layer is not None), "gone is fixed"
    assert {one.message for one in after.problems} <= {one.message for one in run.before.problems}
    for path, (before, new) in run.mended.files.items():
        assert before != new
        assert (root / path).read_bytes() == new
        if path.endswith(".py") and _parses(before):
            ast.parse(new)
            assert same_but_for_fixes(before, new), path
    twice = Run(root, unsafe=unsafe)
    assert twice.mended.files == {}, "twice is once"
    assert sorted(map(key, twice.before.findings)) == sorted(map(key, after.findings)), "the audit that was foretold"
    return run
