"""sqlite3: a database that another connection has locked."""

from __future__ import annotations

import sqlite3

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("sqlite3.connect")
def connect(trial: Trial) -> None:
    """Writing where somebody else writes."""
    name = f"proof-{id(trial)}.db"
    owner = sqlite3.connect(name)
    owner.execute("begin exclusive")
    made = trial.make(sqlite3.connect, name)
    trial.call(made.execute, "create table a (b)")
