"""google-api-python-client: an endpoint that says nothing, tried once."""

from __future__ import annotations

from typing import Any

import googleapiclient.http
from google.auth.credentials import AnonymousCredentials

from timeout_audit.proofs.recipe import Trial, recipe


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every Http that the library makes."""
    found = googleapiclient.http.DEFAULT_HTTP_TIMEOUT_SEC
    googleapiclient.http.DEFAULT_HTTP_TIMEOUT_SEC = seconds
    return (float(found),)


def _document(trial: Trial) -> dict[str, Any]:
    """An API of one method, as Google's discovery service describes it."""
    method = {"id": "proof.list", "path": "things", "httpMethod": "GET", "parameters": {}}
    return {
        "name": "proof",
        "version": "v1",
        "rootUrl": trial.url(),
        "servicePath": "",
        "batchPath": "batch",
        "resources": {"things": {"methods": {"list": method}}},
    }


@recipe("{googleapiclient,apiclient}.discovery.build_from_document")
def document(trial: Trial) -> None:
    """One call of an API that is described here."""
    made = trial.make(trial.function, _document(trial), credentials=AnonymousCredentials())
    trial.begin()
    made.things().list().execute()


@recipe("{googleapiclient,apiclient}.discovery.build")
def service(trial: Trial) -> None:
    """One call of an API whose description comes with the library."""
    place = {"api_endpoint": trial.url(path="")}
    made = trial.make(trial.function, "drive", "v3", credentials=AnonymousCredentials(), client_options=place)
    trial.begin()
    made.files().list().execute()


@recipe("{googleapiclient,apiclient}.http.build_http", "google_auth_httplib2.AuthorizedHttp")
def transport(trial: Trial) -> None:
    """One request of what it sends through."""
    arguments = [AnonymousCredentials()] if trial.method == "AuthorizedHttp" else []
    made = trial.make(trial.function, *arguments)
    trial.begin()
    made.request(trial.url())
