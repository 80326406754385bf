"""python-ldap: a directory that says nothing."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("ldap.initialize", "ldap.ldapobject.*")
def connection(trial: Trial) -> None:
    """A bind."""
    made = trial.make(trial.function, f"ldap://{HOST}:{trial.port('silent')}")
    trial.begin()
    made.simple_bind_s("cn=nobody", "nothing")
