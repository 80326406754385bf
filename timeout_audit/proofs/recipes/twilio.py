"""twilio: an endpoint that says nothing."""

from __future__ import annotations

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("twilio.rest.Client")
def client(trial: Trial) -> None:
    """A client."""
    trial.make(Client, "AC", "token").request("GET", trial.url())


@recipe("twilio.http.http_client.TwilioHttpClient")
def http_client(trial: Trial) -> None:
    """Its HTTP client."""
    Client("AC", "token", http_client=trial.make(TwilioHttpClient)).request("GET", trial.url())
