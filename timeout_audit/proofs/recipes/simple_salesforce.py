"""simple-salesforce: an API that says nothing."""

from __future__ import annotations

import simple_salesforce

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("simple_salesforce.{Salesforce,api.Salesforce}")
def client(trial: Trial) -> None:
    """One query, with a session at hand."""
    made = trial.make(trial.function, session_id="none", instance="nobody.example")
    made.base_url = trial.url()
    trial.begin()
    made.query("SELECT Id FROM Contact")


@recipe("simple_salesforce.{SalesforceLogin,login.SalesforceLogin}")
def login(trial: Trial) -> None:
    """A login: the handshake of TLS, which is not answered."""
    place = f"https://{HOST}:{trial.port('silent')}"
    trial.call(simple_salesforce.SalesforceLogin, username="a", password="b", security_token="c", scratch_url=place)  # noqa: S106 - nobody's
