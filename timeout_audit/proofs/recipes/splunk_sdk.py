"""splunk-sdk: a server that says nothing to whoever logs in."""

from __future__ import annotations

from splunklib import binding, client

from timeout_audit.proofs.recipe import HOST, Trial, recipe


def _place(trial: Trial) -> dict[str, object]:
    login = {"username": "user", "password": "secret"}
    return {"host": HOST, "port": trial.port("silent"), "scheme": "http", **login}


@recipe("splunklib.{client,binding}.*")
def connection(trial: Trial) -> None:
    """One login."""
    made = trial.make(trial.function, **_place(trial))
    trial.begin()
    made.login()


@recipe("splunklib.binding.handler")
def handler(trial: Trial) -> None:
    """The same, through a handler."""
    made = trial.make(binding.handler)
    trial.begin()
    client.connect(handler=made, **_place(trial))
