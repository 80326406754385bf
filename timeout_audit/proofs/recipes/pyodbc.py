"""pyodbc: a query that does not end, through MariaDB's ODBC driver."""

from __future__ import annotations

from glob import glob

import pyodbc

from timeout_audit.proofs.recipe import HOST, Trial, UnprovableError, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES

NEEDS = ("mysql",)
UNPROVABLE = {
    "engine": "its engines are for SQL Server, and there is none here",
    r"\.timeout = 1": "the ODBC drivers of PostgreSQL and MariaDB know no such limit, and there is no SQL Server here",
}


@recipe("pyodbc.connect")
def connect(trial: Trial) -> None:
    """A query."""
    drivers = glob("/usr/lib/*/odbc/libmaodbc.so")
    if not drivers:
        raise UnprovableError("MariaDB's ODBC driver is not installed")
    text = f"Driver={drivers[0]};Server={HOST};Port={trial.port('real-mysql')};Uid=root"
    connection = trial.make(pyodbc.connect, text)
    trial.call(connection.cursor().execute, QUERIES["mysql"])
