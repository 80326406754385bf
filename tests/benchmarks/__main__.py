"""``python -m tests.benchmarks``: what an audit costs beside its peers, where its time goes, and how it grows.

Without a FOLDER the packages of the README are fetched from the index and measured. Peers that are not installed are
left out. Each command runs ``--times`` times, in turn; the medians are shown, as Markdown. ``--stages`` adds the files
and bytes per second of every stage, ``--growth 100000`` audits generated repositories of 100 files up to so many and
draws the curve, ``--shapes 8000`` audits one file of each shape that code takes when it gets long, up to so many lines.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

from click import echo

import timeout_audit
from tests.benchmarks.commands import Cost, commands, measure
from tests.benchmarks.picture import draw
from tests.benchmarks.trees import PACKAGES, generated, package, size_of
from tests.shapes import SHAPES

_PICTURE = Path(__file__).parent / "growth.svg"
_BASIS = "ruff S113"


def compare(folder: Path, times: int, limit: float) -> None:
    """Print the costs of all commands on one folder, and their ratios to those of the fastest peer."""
    files, size = size_of(folder)
    echo(f"\n{folder.name}: {files:,} files, {size / 1e6:.1f} MB\n")
    echo(f"| command | wall s | CPU s | MB | wall ÷ {_BASIS} |\n|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as scratch:
        every = commands(folder, Path(scratch))
        costs: dict[str, list[Cost | None]] = {name: [] for name in every}
        for _ in range(times):
            for name, command in every.items():
                # What takes too long once is not tried again.
                costs[name].append(None if None in costs[name] else command.measured(limit))
    basis = next((cost.wall for cost in _medians(costs).get(_BASIS, []) if cost), 0.0)
    for name, found in _medians(costs).items():
        if not found:
            echo(f"| {name} | - | over {limit:g} | - | - |")
        for cost in found:
            ratio = f"{cost.wall / basis:.2f}" if basis else "-"
            echo(f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.memory:.0f} | {ratio} |")


def _medians(costs: dict[str, list[Cost | None]]) -> dict[str, list[Cost]]:
    """The medians of each command; none where a run was given up."""
    medians: dict[str, list[Cost]] = {}
    for name, found in costs.items():
        done = [cost for cost in found if cost is not None]
        whole = len(done) == len(found)
        medians[name] = [Cost(*map(statistics.median, zip(*done, strict=True)))] if whole else []
    return medians


def stages(folder: Path) -> None:
    """Print where the time of one audit without a cache and without workers goes."""
    files, size = size_of(folder)
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "stages.json"
        audit = ["--no-cache", "--jobs", "1", "--exit-zero", "--format", "json", str(folder)]
        command = [sys.executable, "-m", "tests.benchmarks.stages", str(target), *audit]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        found = json.loads(target.read_text())
    echo(f"\n{folder.name}, stage by stage\n")
    echo("| stage | CPU s | files/s | MB/s | memory MB |\n|---|---:|---:|---:|---:|")
    for name, seconds in found["seconds"].items():
        if seconds >= 0.005:
            memory = found["memory"][name]
            echo(f"| {name} | {seconds:.2f} | {files / seconds:,.0f} | {size / seconds / 1e6:.1f} | {memory:.0f} |")
    echo(f"| all | {sum(found['seconds'].values()):.2f} | | | {max(found['memory'].values()):.0f} |")


def growth(most: int, scratch: Path, limit: float) -> None:
    """Print and draw how an audit grows with the number of files, in the repository of this test."""
    echo("\n| files | MB | cold, wall s | CPU s | memory MB | nothing changed, wall s | CPU s | memory MB |")
    echo("|---:|---:|---:|---:|---:|---:|---:|---:|")
    lines: dict[str, list[tuple[float, float]]] = {"cold": [], "nothing changed": []}
    count = 100
    while count <= most:
        root = generated(count, scratch)
        time.sleep(2)  # what was written a moment ago is not trusted to be as it was
        cache = scratch / f"cache-{count}"
        audit = [sys.executable, "-m", "timeout_audit", "--format", "json", "--exit-zero", str(root)]
        measure([sys.executable, "-m", "timeout_audit", "cache", "clear"], limit, cache)
        cold, again = measure(audit, limit, cache), measure(audit, limit, cache)
        if cold is None or again is None:
            echo(f"| {count:,} | - | over {limit:g} | - | - | - | - | - |")
            break
        _, size = size_of(root)
        shown = " | ".join(f"{cost.wall:.2f} | {cost.cpu:.2f} | {cost.memory:.0f}" for cost in (cold, again))
        echo(f"| {count:,} | {size / 1e6:.1f} | {shown} |")
        lines["cold"].append((count, cold.cpu))
        lines["nothing changed"].append((count, again.cpu))
        count *= 10
    if lines["cold"]:
        _PICTURE.write_text(
            draw("Seconds of processors that an audit takes, by the number of files", "files", "CPU seconds", lines)
        )


def shapes(most: int, scratch: Path, limit: float) -> None:
    """Print how an audit of one file grows with its lines, by the shape of the code."""
    counts = [most // 8, most // 4, most // 2, most]
    echo(f"\n| CPU s by lines | {' | '.join(f'{count:,}' for count in counts)} |\n|---|---:|---:|---:|---:|")
    root = scratch / "shape"
    root.mkdir(exist_ok=True)
    audit = [sys.executable, "-m", "timeout_audit", "--format", "json", "--exit-zero", "--no-cache", str(root)]
    for shape in SHAPES:
        costs = []
        for count in counts:
            (root / "service.py").write_text(shape(count))
            cost = measure(audit, limit)
            costs.append(f"over {limit:g}" if cost is None else f"{cost.cpu:.2f}")
        echo(f"| {shape.__name__} | {' | '.join(costs)} |")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("folders", nargs="*", metavar="FOLDER")
    parser.add_argument("--times", type=int, default=3, help="runs of each command")
    parser.add_argument("--limit", type=float, default=600, help="CPU seconds after which a command is given up")
    parser.add_argument("--stages", action="store_true", help="show where the time goes, too")
    parser.add_argument("--growth", type=int, default=0, metavar="FILES", help="draw the curve up to so many files")
    parser.add_argument("--shapes", type=int, default=0, metavar="LINES", help="measure files of up to so many lines")
    parser.add_argument("--scratch", type=Path, help="where to keep what is fetched and generated")
    options = parser.parse_args()
    scratch = options.scratch or Path(tempfile.gettempdir()) / "timeout-audit-benchmarks"
    scratch.mkdir(parents=True, exist_ok=True)
    compileall.compile_dir(Path(timeout_audit.__file__).parent, quiet=2)  # as installing it does
    python = platform.python_version()
    echo(f"{datetime.now(timezone.utc).date()}, {os.cpu_count()} processors ({platform.machine()}), Python {python}")
    if options.growth:
        growth(options.growth, scratch, options.limit)
    if options.shapes:
        shapes(options.shapes, scratch, options.limit)
    named = [Path(folder) for folder in options.folders]
    for folder in named or [package(one, scratch) for one in ([] if options.growth or options.shapes else PACKAGES)]:
        compare(folder.resolve(), options.times, options.limit)
        if options.stages:
            stages(folder.resolve())


if __name__ == "__main__":
    main()
