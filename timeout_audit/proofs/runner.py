"""Confronts the catalogue's claims with the libraries themselves.

Every library is tried in a process of its own, against servers on loopback that stall; several at a time, because they
only wait. Whatever hangs is killed at the end with its process group, and the servers' ports are closed.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from msgspec import Struct, convert

from timeout_audit.catalogue.defaults import default_at
from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.catalogue.load import library_files
from timeout_audit.proofs.claims import Claim, claims_of
from timeout_audit.proofs.judge import SHORT, Conditions, Outcome, Result, judge, latest
from timeout_audit.proofs.real import real_servers
from timeout_audit.proofs.stall import stalling_servers

HORIZON = 8.0
"""Seconds after which a call counts as waiting for ever. It must exceed the default that it could be confused with."""

_HERE = Path(__file__).parent
_GRACE = 30.0


class Proof(Struct, frozen=True):
    """What became of a library's claims. ``missing`` says why none could be tried.

    ``shortened`` holds the library's own defaults, in seconds, that were shortened for the trials.
    """

    library: str
    version: str = ""
    results: tuple[Result, ...] = ()
    missing: str = ""
    shortened: tuple[float, ...] = ()


class Recipe(Struct, frozen=True):
    """What a recipe says of itself, read without running it.

    ``needs`` are the real servers that it can use, ``samples`` the values for arguments that take no number.
    ``unprovable`` maps regular expressions over claims to the reason why they cannot be tried, ``tries`` to the number
    of times that the library itself tries again.
    """

    needs: tuple[str, ...] = ()
    samples: dict[str, Any] = {}
    unprovable: dict[str, str] = {}
    tries: dict[str, int] = {}

    def tries_of(self, claim: Claim) -> int:
        """How often the library tries what the claim is about."""
        return next((tries for pattern, tries in self.tries.items() if re.search(pattern, claim.text)), 1)


def stem_of(library: str) -> str:
    """The name of a library's catalogue file and recipe, without suffix."""
    return re.sub(r"\W", "_", library)


def recipe_of(library: str) -> Recipe | None:
    """The recipe of a library, or None where there is none."""
    path = _HERE / "recipes" / f"{stem_of(library)}.py"
    if not path.exists():
        return None
    found: dict[str, Any] = {}
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
            with contextlib.suppress(ValueError):
                found[node.targets[0].id.lower()] = ast.literal_eval(node.value)
    return convert({key: found[key] for key in Recipe.__struct_fields__ if key in found}, Recipe)


def prove(
    files: Iterable[LibraryFile],
    *,
    horizon: float = HORIZON,
    python: str = sys.executable,
    jobs: int = 4,
    only: str = "",
) -> Iterator[Proof]:
    """Try every claim of these catalogue files, each library as it ends.

    ``only`` is a regular expression that chooses claims by their text; ``python`` is the interpreter whose libraries
    are proven; ``jobs`` is how many are tried at a time. Lasts about ``horizon`` seconds for each round of jobs.
    """
    files = tuple(files)
    recipes = [recipe_of(file.library.name) for file in files]
    needs = sorted({need for recipe in recipes if recipe for need in recipe.needs})
    with stalling_servers() as stalling, real_servers(needs) as (real, _), ThreadPoolExecutor(jobs) as pool:
        ports = {**stalling, **real}
        yield from pool.map(lambda file: _prove_library(file, ports, horizon, python, only), files)


def _prove_library(file: LibraryFile, ports: dict[str, int], horizon: float, python: str, only: str) -> Proof:
    library = file.library.name
    recipe = recipe_of(library)
    if recipe is None:
        return Proof(library, missing=file.library.unproven or "it has no recipe")
    claims = [claim for claim in claims_of(file, library_files()) if re.search(only, claim.text)]
    tried, results = [], []
    for claim in claims:
        reason = next((why for pattern, why in recipe.unprovable.items() if re.search(pattern, claim.text)), "")
        if reason:
            results.append(Result(claim, claim.expected, Outcome(unprovable=reason), "unprovable"))
        else:
            tried.append(claim)
    conditions = Conditions("")
    for group in _groups(tried):
        answer = _run_worker(file, recipe, group, ports, horizon, python)
        if "missing" in answer:
            return Proof(library, missing=answer["missing"])
        version = answer["version"]
        conditions = Conditions(version, _shadow(file, version), tuple(answer["shortened"]))
        outcomes = convert(answer["outcomes"], list[Outcome])
        for claim, outcome in zip(group, outcomes, strict=True):
            results.append(judge(claim, outcome, conditions, recipe.tries_of(claim)))
    order = {claim.text: index for index, claim in enumerate(claims)}
    ordered = tuple(sorted(results, key=lambda result: order[result.claim.text]))
    return Proof(library, conditions.version, ordered, shortened=conditions.shortened)


def _shadow(file: LibraryFile, version: str = "") -> float:
    """The longest finite default in seconds that a call of this library could be confused with."""
    defaults = [default for wait in file.wait for default in wait.default]
    if version:
        defaults = [default for wait in file.wait if (default := default_at(wait.default, version))]
    return max((default.seconds or 0.0 for default in defaults), default=0.0)


def _groups(claims: Sequence[Claim]) -> Iterator[list[Claim]]:
    """The claims that may share a process: all but those that change it for everyone."""
    shared = [claim for claim in claims if claim.globally is None]
    if shared:
        yield shared
    for claim in claims:
        if claim.globally is not None:
            yield [claim]


def _run_worker(
    file: LibraryFile, recipe: Recipe, claims: list[Claim], ports: dict[str, int], horizon: float, python: str
) -> dict[str, Any]:
    order = {
        "distributions": [file.library.distribution, *file.library.also],
        "recipe": stem_of(file.library.name),
        "horizon": horizon,
        "short": SHORT if latest(_shadow(file)) > horizon else 0,
        "ports": ports,
        "trials": [_with_samples(claim.trial(), recipe.samples) for claim in claims],
    }
    with tempfile.TemporaryDirectory(prefix="timeout-audit-") as folder:
        worker = subprocess.Popen(
            [python, str(_HERE / "worker.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            start_new_session=True,
            text=True,
        )
        try:
            assert worker.stdin is not None and worker.stdout is not None  # noqa: S101, PT018 - pipes were asked for
            return _converse(worker, json.dumps(order), horizon)
        finally:
            _kill(worker)


def _converse(worker: subprocess.Popen[str], order: str, horizon: float) -> dict[str, Any]:
    """Give the order, keep stdin open (its end means that we are gone), and read the answer."""
    lines: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        errors = pool.submit(worker.stderr.read)  # type: ignore[union-attr]
        answer = pool.submit(worker.stdout.read)  # type: ignore[union-attr]
        try:
            worker.stdin.write(order + "\n")  # type: ignore[union-attr]
            worker.stdin.flush()  # type: ignore[union-attr]
            worker.wait(horizon * 2 + _GRACE)
        except (subprocess.TimeoutExpired, BrokenPipeError):
            pass
        finally:
            _kill(worker)
        lines = answer.result().splitlines()
        told = errors.result().strip().splitlines()
    if lines and lines[-1].startswith("{"):
        return dict(json.loads(lines[-1]))
    return {"missing": "the proof's process died" + (f": {told[-1]}" if told else "")}


def _kill(worker: subprocess.Popen[str]) -> None:
    """End the worker and everything that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(worker.pid, signal.SIGKILL)
        else:
            worker.kill()
    worker.wait()


def _with_samples(value: Any, samples: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        if "$sample" in value:
            return samples.get(value["$sample"], 1)
        return {key: _with_samples(item, samples) for key, item in value.items()}
    return [_with_samples(item, samples) for item in value] if isinstance(value, (list, tuple)) else value
