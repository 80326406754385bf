"""pymssql: a statement that does not end. Each trial has a process of its own: a timeout is the whole process's."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from timeout_audit.proofs.recipe import HOST, Trial, UnprovableError, named, recipe
from timeout_audit.proofs.recipes.helpers import tds

_PORT = tds.start()
_OPEN = "connection = pymssql.connect(**given)"
_ENGINE = "connection = sqlalchemy.create_engine(given.pop('url'), _initialize=False, **given).raw_connection()"
_SCRIPT = """
import json, sys
import {module}
given = json.loads(sys.argv[1])
print("connecting", flush=True)
{connect}
print("asking", flush=True)
connection.cursor().execute(sys.argv[2])
"""


@recipe("pymssql.connect")
def connect(trial: Trial) -> None:
    """A connection of its own."""
    given = trial.make(dict, server=HOST, port=str(_PORT), user="me", password="")
    _run(trial, _SCRIPT.format(module="pymssql", connect=_OPEN), given)


@recipe("sqlalchemy.create_engine")
def engine(trial: Trial) -> None:
    """Behind an engine.

    Raises:
        UnprovableError: where SQLAlchemy is not installed.

    """
    try:
        named("sqlalchemy.create_engine")
    except ImportError:
        raise UnprovableError("SQLAlchemy is not installed") from None
    given = trial.make(dict, url=trial.address(_PORT, "mssql+pymssql", login="me:me@"))
    _run(trial, _SCRIPT.format(module="sqlalchemy", connect=_ENGINE), given)


def _run(trial: Trial, script: str, given: dict[str, Any]) -> None:
    """Run the script; the clock begins with each line that it prints.

    Raises:
        RuntimeError: where the script ended with an error, whose last line this tells.

    """
    command = [sys.executable, "-c", script, json.dumps(given), tds.QUERY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        for _ in child.stdout or ():
            trial.begin()
        errors = child.stderr.read() if child.stderr else ""
    if errors:
        raise RuntimeError(errors.splitlines()[-1])
