"""Literate cases: Markdown files under ``fixtures/cases``, each a few small repositories with exact expectations.

A case is a ``##`` section: prose, files, and what must be found. A file is a code block below a line that is nothing
but its path in backticks. Blocks without a path, by their info string:

- ``expect``: one finding a line, ``path:line:column CODE``, in the order of reports; empty means silent. Required.
- ``waits``: one wait a line, ``path:line:column layer api state [seconds][: reason]``; checked where it is given.
- ``says``: what a finding must say, ``path:line words``, one a line; checked where it is given.
- ``advises``: the same of its fix.
- ``problems``: what could not be audited, ``path:line``, one a line; checked where it is given.
- ``toml config``: the content of ``timeout-audit.toml``.

A ``fixed`` block is a file's content after ``--fix``, a ``fixed unsafe`` one after ``--fix --unsafe``: of the file
whose path stands above it, or of the first of the case.

A case of one rule lies in ``fixtures/cases/<code>-*.md`` or in a folder named for its subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

CASES = Path(__file__).parent.parent / "fixtures" / "cases"
_FENCE = re.compile(r"^(`{3,})(.*)$")
_FIXED = {"fixed": False, "fixed unsafe": True}


@dataclass
class Case:
    """One small repository and what must be found in it."""

    title: str
    source: Path
    line: int
    files: dict[str, str] = field(default_factory=dict)
    blocks: dict[str, str] = field(default_factory=dict)
    fixed: dict[tuple[str, bool], str] = field(default_factory=dict)

    @property
    def expected(self) -> list[str]:
        """The expected findings, a line each."""
        return [line.strip() for line in self.blocks["expect"].splitlines() if line.strip()]

    def write(self, root: Path) -> None:
        """Lay the case out as a repository below ``root``."""
        for name, text in self.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        if "toml config" in self.blocks:
            (root / "timeout-audit.toml").write_text(self.blocks["toml config"], "utf-8")


def parse_cases(path: Path) -> list[Case]:
    """The cases of one Markdown file, refusing any that expects nothing in particular."""
    cases: list[Case] = []
    name = ""
    lines = iter(enumerate(path.read_text("utf-8").splitlines(), 1))
    for number, line in lines:
        if line.startswith("## "):
            cases.append(Case(line[3:].strip(), path, number))
        elif named := re.fullmatch(r"`([^`]+)`:?", line.strip()):
            name = named[1]
        elif fence := _FENCE.match(line):
            body = takewhile(lambda inner: inner[1].strip() != fence[1], lines)
            text = "".join(f"{part}\n" for _, part in body)
            info = fence[2].strip()
            if info in _FIXED:
                cases[-1].fixed[name or next(iter(cases[-1].files)), _FIXED[info]] = text
            elif name:
                cases[-1].files[name] = text
            else:
                cases[-1].blocks[info] = text
            name = ""
    for case in cases:
        if "expect" not in case.blocks:
            raise ValueError(f"{path}:{case.line}: the case {case.title!r} has no ```expect block")
    return cases


def all_cases() -> list[Case]:
    """Every case of the folder, in order."""
    return [case for path in sorted(CASES.rglob("*.md")) for case in parse_cases(path)]
