"""Confronts the catalogue's claims with the libraries themselves.

Every library is tried in a process of its own, against servers on loopback that stall; several at a time, because they
only wait. Whatever hangs is killed at the end with its process group, and the servers' ports are closed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from msgspec import Struct, convert
from msgspec.structs import replace

from timeout_audit.catalogue.defaults import default_at
from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.catalogue.load import library_files
from timeout_audit.proofs.claim import Claim
from timeout_audit.proofs.claims import claims_of
from timeout_audit.proofs.described import Description, description_of
from timeout_audit.proofs.judge import SHORT, Conditions, Outcome, Result, judge, latest
from timeout_audit.proofs.process import run_worker
from timeout_audit.proofs.real import real_servers
from timeout_audit.proofs.stall import stalling_servers

HORIZON = 8.0
"""Seconds after which a call counts as waiting for ever. It must exceed the default that it could be confused with."""


class Proof(Struct, frozen=True):
    """What became of a library's claims. ``missing`` says why none could be tried.

    ``shortened`` holds the library's own defaults, in seconds, that were shortened for the trials.
    """

    library: str
    version: str = ""
    results: tuple[Result, ...] = ()
    missing: str = ""
    shortened: tuple[float, ...] = ()


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
    described = [description_of(file) for file in files]
    needs = sorted({need for description in described if description for need in description.needs})
    with stalling_servers() as stalling, real_servers(needs) as (real, _), ThreadPoolExecutor(jobs) as pool:
        bench = _Bench({**stalling, **real}, horizon, python, only)
        yield from pool.map(bench.prove, files)


class _Bench(Struct, frozen=True):
    """The servers and the settings of one run."""

    ports: dict[str, int]
    horizon: float
    python: str
    only: str

    def prove(self, file: LibraryFile) -> Proof:
        """Everything that one file claims."""
        library, description = file.library.name, description_of(file)
        if description is None:
            return Proof(library, missing=file.library.unproven or "it has no recipe")
        claims = [claim for claim in claims_of(file, library_files()) if re.search(self.only, claim.text)]
        reasons = {claim.text: description.reason_against(claim) for claim in claims}
        proof = self._tried(file, description, [claim for claim in claims if not reasons[claim.text]])
        if proof.missing:
            return proof
        results = {result.claim.text: result for result in proof.results}
        refuted = [result.claim for result in proof.results if result.verdict == "refuted"]
        again = self._tried(file, description, refuted)  # a busy machine ends calls late: now they are alone
        results |= {result.claim.text: result for result in again.results}
        for claim in claims:
            if reason := reasons[claim.text]:
                results[claim.text] = Result(claim, claim.expected, Outcome(unprovable=reason), "unprovable")
        return replace(proof, results=tuple(results[claim.text] for claim in claims))

    def _tried(self, file: LibraryFile, description: Description, claims: Sequence[Claim]) -> Proof:
        """What became of these claims, all tried at the same time."""
        results: list[Result] = []
        conditions = Conditions("")
        groups = list(_groups(claims))
        with ThreadPoolExecutor(max(len(groups), 1)) as pool:
            orders = [self._order(file, description, group) for group in groups]
            answers = list(pool.map(lambda order: run_worker(self.python, order), orders))
        for group, answer in zip(groups, answers, strict=True):
            if "missing" in answer:
                return Proof(file.library.name, missing=answer["missing"])
            version = answer["version"]
            conditions = Conditions(version, answer["versions"], _shadow(file, version), tuple(answer["shortened"]))
            for claim, outcome in zip(group, convert(answer["outcomes"], list[Outcome]), strict=True):
                results.append(judge(claim, outcome, conditions, description.tries_of(claim)))
        return Proof(file.library.name, conditions.version, tuple(results), shortened=conditions.shortened)

    def _order(self, file: LibraryFile, description: Description, claims: Sequence[Claim]) -> dict[str, object]:
        """What the worker is told. The recipe of an alias is its original's, under the original's names."""
        module = file.library.imports[0]
        original = file.library.alias_of and description.stem
        trials = [description.with_samples(claim.trial()) for claim in claims]
        for trial in trials if original else ():
            trial["name"] = re.sub(rf"^{module}\b", original, trial["name"])
        return {
            "distributions": [file.library.distribution, *file.library.also],
            "others": sorted(
                {*(wait.default_of for wait in file.wait), *(one.default_of for one in file.setting)} - {""}
            ),
            "recipe": description.stem,
            "alias": {original: module} if original else {},
            "horizon": self.horizon,
            "short": SHORT if latest(_shadow(file)) > self.horizon else 0,
            "ports": self.ports,
            "trials": trials,
        }


def _shadow(file: LibraryFile, version: str = "") -> float:
    """The longest finite default in seconds that a call of this library could be confused with."""
    defaults = [default for wait in file.wait for default in wait.default]
    defaults += [default for setting in file.setting for default in setting.default]
    if version:
        defaults = [default for wait in file.wait if (default := default_at(wait.default, version))]
    return max((default.seconds or 0.0 for default in defaults), default=0.0)


def _groups(claims: Sequence[Claim]) -> Iterator[list[Claim]]:
    """The claims that may share a process: all but those that change it for everyone."""
    shared = [claim for claim in claims if not claim.alone]
    if shared:
        yield shared
    for claim in claims:
        if claim.alone:
            yield [claim]
