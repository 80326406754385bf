"""ldap3: a directory that says nothing."""

from __future__ import annotations

import ldap3

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("ldap3.Connection")
def connection(trial: Trial) -> None:
    """A bind."""
    made = trial.make(ldap3.Connection, ldap3.Server(HOST, trial.port("silent")))
    trial.begin()
    made.bind()
