"""fabric: a server that runs nothing, and a program that does not end."""

from __future__ import annotations

import sys

import fabric

from timeout_audit.proofs.recipe import HOST, LONG, Trial, recipe
from timeout_audit.proofs.recipes.helpers.ssh import start

_PORT = start()
UNPROVABLE = {"sudo": "it is run() with another command"}


@recipe("fabric.Connection.*")
def run(trial: Trial) -> None:
    """A command on the other side, or here."""
    login = {"password": "b", "look_for_keys": False, "allow_agent": False}
    connection = fabric.Connection(HOST, user="a", port=_PORT, connect_kwargs=login)
    if trial.method == "local":
        trial.call(connection.local, f"{sys.executable} -c 'import time; time.sleep({LONG})'", in_stream=False)
    connection.open()
    trial.call(connection.run, "true", in_stream=False)
