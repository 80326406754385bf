"""``python -m timeout_audit.proofs.record [NAME]…``: try what is installed here, and record what was shown.

The horizon is long (it exceeds every default of the catalogue that is awaited), so this takes some minutes.
"""

from __future__ import annotations

import platform
import sys
from collections import Counter

import click

from timeout_audit.catalogue.load import library_files
from timeout_audit.proofs.results import Record, record_of, write
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


def _summary(proof: Proof) -> str:
    verdicts = Counter(result.verdict for result in proof.results)
    told = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
    return f"{proof.library} {proof.version}: {proof.missing or told}"


if __name__ == "__main__":
    main()
