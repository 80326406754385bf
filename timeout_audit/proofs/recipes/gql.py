"""gql: a server that says nothing."""

from __future__ import annotations

import gql
from gql.transport.requests import RequestsHTTPTransport

from timeout_audit.proofs.recipe import Trial, recipe

_QUERY = gql.gql("{ answer }")


@recipe("gql.transport.requests.RequestsHTTPTransport")
def requests(trial: Trial) -> None:
    """The synchronous transport."""
    transport = trial.make(RequestsHTTPTransport, trial.url())
    trial.begin()
    gql.Client(transport=transport).execute(_QUERY)
