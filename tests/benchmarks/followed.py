"""``python -m tests.benchmarks.followed``: how far things are followed in packages that nobody had in mind.

Prints the files that are read for facts and the calls that are judged, beside those that ``followed.json`` records, and
fails where one grew by more than three in a hundred: what follows too much makes an audit slow long before it makes one
wrong. The numbers are the same on every machine. ``--record`` writes them anew.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from click import echo

from tests.audits import audit
from tests.benchmarks.trees import package
from timeout_audit import analyse
from timeout_audit.link.program import Program

_RECORD = Path(__file__).with_suffix(".json")
_GROWTH = 1.03


def followed(folder: Path) -> tuple[int, int]:
    """The files that are read for facts, and the calls in them."""
    counts: list[tuple[int, int]] = []

    def program(*arguments: object) -> Program:
        made = Program(*arguments)  # type: ignore[arg-type]
        counts.append((len(made.modules), sum(len(module.sites) for module in made.modules.values())))
        return made

    with patch.object(analyse, "Program", program):
        audit(folder.resolve())
    return counts[0]


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.followed", description=__doc__)
    parser.add_argument("--record", action="store_true", help="write the numbers down")
    parser.add_argument("--scratch", type=Path, help="where to keep what is fetched")
    options = parser.parse_args()
    scratch = options.scratch or Path(tempfile.gettempdir()) / "timeout-audit-benchmarks"
    scratch.mkdir(parents=True, exist_ok=True)
    known: dict[str, list[int]] = json.loads(_RECORD.read_text())
    found = {requirement: followed(package(requirement, scratch)) for requirement in known}
    grown = False
    echo("| package | files read | before | calls judged | before |\n|---|---:|---:|---:|---:|")
    for requirement, (files, calls) in found.items():
        then_files, then_calls = known[requirement]
        grown = grown or files > then_files * _GROWTH or calls > then_calls * _GROWTH
        echo(f"| {requirement} | {files:,} | {then_files:,} | {calls:,} | {then_calls:,} |")
    if options.record:
        lines = (f'  "{requirement}": [{files}, {calls}]' for requirement, (files, calls) in found.items())
        _RECORD.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    sys.exit(os.EX_DATAERR if grown and not options.record else os.EX_OK)


if __name__ == "__main__":
    main()
