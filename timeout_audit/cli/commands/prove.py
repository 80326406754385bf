"""``timeout-audit prove LIBRARY``: confronts what the catalogue claims with the library that is installed."""

from __future__ import annotations

import sys
from collections import Counter

import click

from timeout_audit.catalogue.load import library_files
from timeout_audit.cli.commands.libraries import complete_library, library_named
from timeout_audit.cli.output import faults, show
from timeout_audit.cli.status import CLEAN, FINDINGS, NOTHING
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg
from timeout_audit.proofs.runner import HORIZON, Proof, prove


@click.command("prove")
@click.argument("names", nargs=-1, metavar="LIBRARY...", shell_complete=complete_library)
@click.option("--all", "everything", is_flag=True, help="Prove every library that is installed.")
@click.option("--horizon", type=click.FloatRange(1), default=HORIZON, show_default=True, metavar="SECONDS",
              help="After how long a call counts as waiting for ever.")  # fmt: skip
@click.option("--python", default=sys.executable, metavar="FILE", help="The interpreter whose libraries are proven.")
@click.option("--only", default="", metavar="REGEX", help="Prove only the claims whose text this matches.")
@faults
def prove_libraries(names: tuple[str, ...], everything: bool, horizon: float, python: str, only: str) -> None:
    """Run libraries against servers that stall, and compare what happens with what the catalogue says.

    It touches this machine alone, leaves nothing behind, and exits with 1 where a claim is refuted.
    """
    if not names and not everything:
        raise Fault(msg("name a library, or give --all"))
    files = library_files() if everything else [library_named(name) for name in names]
    verdicts: Counter[str] = Counter()
    for proof in prove(files, horizon=horizon, python=python, only=only):
        if not (everything and proof.missing):
            _show(proof)
        verdicts.update(result.verdict for result in proof.results)
    words = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
    show(msg("{count} claims: {verdicts}", count=verdicts.total(), verdicts=words or "-"))
    raise SystemExit(FINDINGS if verdicts["refuted"] else CLEAN if verdicts["proven"] else NOTHING)


def _show(proof: Proof) -> None:
    if proof.missing:
        show(msg("{library}: {reason}", library=proof.library, reason=proof.missing))
        return
    show(msg("{library} {version}", library=proof.library, version=proof.version))
    for result in proof.results:
        show(
            msg(
                "{verdict}  {claim}: {outcome}",
                verdict=result.verdict.ljust(10),
                claim=result.claim.text,
                outcome=result.outcome,
            ),
            indent="  ",
        )


COMMAND = prove_libraries
