"""vertica-python: a server that says nothing."""

from __future__ import annotations

import vertica_python

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("vertica_python.connect")
def connect(trial: Trial) -> None:
    """A connection, whose first answers are waited for as those to a query are."""
    if trial.query:
        trial.make(vertica_python.connect, dsn=trial.address(trial.port("silent"), "vertica", "/orders", "me:x@"))
        return
    trial.make(vertica_python.connect, host=HOST, port=trial.port("silent"), user="me", password="", tlsmode="disable")
