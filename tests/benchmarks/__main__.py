"""``python -m tests.benchmarks FOLDER…``: what an audit of each folder costs, beside its peers, in one run.

Peers that are not installed are left out. Each command runs ``--times`` times, in turn; the medians are shown.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from click import echo

_RULE = """rules:
  - id: no-timeout
    languages: [python]
    severity: ERROR
    message: no timeout
    patterns:
      - pattern: requests.$VERB(...)
      - pattern-not: requests.$VERB(..., timeout=..., ...)
"""


class Cost(NamedTuple):
    """Seconds on the clock, seconds of processors, and megabytes at the highest."""

    wall: float
    cpu: float
    memory: float


def measure(command: list[str], limit: float) -> Cost | None:
    """What one run of a command costs; None where it takes longer than ``limit`` seconds of processors."""
    with tempfile.TemporaryFile() as nowhere:
        begun = time.perf_counter()
        prefix = ["sh", "-c", f'ulimit -t {int(limit)}; exec "$@"', "sh"]
        process = subprocess.Popen([*prefix, *command], stdout=nowhere, stderr=nowhere)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
    unit = 1 if sys.platform == "darwin" else 1024
    return None if process.returncode < 0 else Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6)


def commands(folder: str, scratch: Path) -> dict[str, list[str]]:
    """The commands to compare, by name. Of a folder that has any, one file is audited alone, too."""
    ours = [sys.executable, "-m", "timeout_audit", "--format", "json", "--exit-zero"]
    kept = [*ours, "--cache-dir", str(scratch / "cache")]
    found = {"timeout-audit, cold": [*ours, "--no-cache", folder], "timeout-audit, again": [*kept, folder]}
    if one := next((path for path in sorted(Path(folder).rglob("*.py")) if path.stat().st_size < 500), None):
        found["timeout-audit, one file"] = [*kept, str(one)]
    rule = scratch / "rule.yaml"
    rule.write_text(_RULE)
    peers = {
        "ruff S113": ["ruff", "check", "--isolated", "--no-cache", "--select", "S113", folder],
        "bandit B113": ["bandit", "-q", "-r", "-t", "B113", folder],
        "pylint W3101": ["pylint", "--disable=all", "--enable=missing-timeout", "--recursive=y", folder],
        "semgrep": ["semgrep", "--metrics=off", "--disable-version-check", "-q", "--config", str(rule), folder],
    }
    found.update((name, command) for name, command in peers.items() if shutil.which(command[0]))
    return found


def compare(folder: str, times: int, limit: float) -> None:
    """Print the table of one folder."""
    files = [path for path in Path(folder).rglob("*.py") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    echo(f"\n{Path(folder).name}: {len(files):,} files, {size / 1e6:.1f} MB\n")
    echo("| command | wall s | CPU s | MB | CPU ÷ ours |\n|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as scratch:
        every = commands(folder, Path(scratch))
        measure(every["timeout-audit, again"], limit)  # so that the next one is the second
        costs: dict[str, list[Cost | None]] = {name: [] for name in every}
        for _ in range(times):
            for name, command in every.items():
                costs[name].append(measure(command, limit))
    ours = 0.0
    for name, found in costs.items():
        done = [cost for cost in found if cost is not None]
        if len(done) < len(found):
            echo(f"| {name} | - | over {limit:g} | - | - |")
            continue
        wall, cpu, memory = (statistics.median(values) for values in zip(*done, strict=True))
        ours = ours or cpu
        echo(f"| {name} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {cpu / ours:.2f} |")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--times", type=int, default=3, help="runs of each command")
    parser.add_argument("--limit", type=float, default=600, help="CPU seconds after which a command is given up")
    options = parser.parse_args()
    for folder in options.folders:
        compare(folder, options.times, options.limit)


if __name__ == "__main__":
    main()
