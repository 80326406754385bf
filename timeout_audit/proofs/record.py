"""``python -m timeout_audit.proofs.record [NAME]…``: try what is installed here, and record what was shown.

The horizon is long (it exceeds every default of the catalogue that is awaited), so this takes some minutes.
"""

from __future__ import annotations

import platform
import re
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path

import click

from timeout_audit.catalogue.load import library_files
from timeout_audit.proofs.described import stem_of
from timeout_audit.proofs.results import Record, Shown, expectation, write
from timeout_audit.proofs.runner import Proof, prove

HORIZON = 400.0
_JOBS = 40


@click.command()
@click.argument("names", nargs=-1)
@click.option("--horizon", default=HORIZON, show_default=True, help="Seconds after which a call waits for ever.")
@click.option("--python", default=sys.executable, help="The interpreter whose libraries are tried.")
@click.option("--jobs", default=_JOBS, show_default=True, help="How many libraries are tried at a time.")
def main(names: tuple[str, ...], horizon: float, python: str, jobs: int) -> None:
    """Try the claims of NAMES (all by default) and record what was shown."""
    chosen = [file for file in library_files() if not names or file.library.name in names]
    for proof in prove(chosen, horizon=horizon, python=python, jobs=jobs):
        click.echo(_summary(proof))
        if proof.results:
            _keep(proof, horizon)


def _keep(proof: Proof, horizon: float) -> None:
    try:
        record: Record = record_of(proof, platform.python_version(), horizon)
    except ValueError as error:
        click.echo(f"  not recorded: {error}", err=True)
    else:
        write({proof.library: record})
        _tell_version(proof)


def record_of(proof: Proof, python: str, horizon: float) -> Record:
    """The record of a proof that refuted nothing.

    Raises:
        ValueError: where a claim was refuted or left undecided; the message tells the first.

    """
    claims: dict[str, Shown] = {}
    unproven: dict[str, str] = {}
    for result in proof.results:
        outcome = result.outcome
        if result.verdict == "unprovable":
            unproven[result.claim.text] = outcome.unprovable
        elif result.verdict == "proven":
            expected = expectation(result.claim.expected)
            shown = Shown(expected, outcome.ended, round(outcome.seconds, 1), outcome.error, outcome.where)
            claims[result.claim.text] = shown
        else:
            raise ValueError(f"{result.claim.text} is {result.verdict}: {outcome}")
    return Record(proof.version, python, horizon, proof.shortened, claims, unproven)


def _tell_version(proof: Proof) -> None:
    """Write the proven version into the library's catalogue file."""
    path = Path(str(files("timeout_audit.catalogue"))) / "libraries" / f"{stem_of(proof.library)}.toml"
    text = path.read_text("utf-8")
    line = f'proven = "{proof.version}"\n'
    told, count = re.subn(r"(?m)^proven = .*\n", lambda _: line, text, count=1)
    path.write_text(
        told if count else re.sub(r"(?m)^(docs = .*\n)", lambda docs: docs[1] + line, text, count=1), "utf-8"
    )


def _summary(proof: Proof) -> str:
    verdicts = Counter(result.verdict for result in proof.results)
    told = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
    return f"{proof.library} {proof.version}: {proof.missing or told}"


if __name__ == "__main__":
    main()
