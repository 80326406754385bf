"""gspread: an API that says nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gspread
import gspread.auth
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from google.auth.credentials import AnonymousCredentials
from google.oauth2.credentials import Credentials

from timeout_audit.proofs.recipe import Trial, recipe

_KEY = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _account(trial: Trial) -> dict[str, str]:
    """What a file of an account holds; its token is fetched from here, too."""
    names = {"client_email": "nobody@example.com", "private_key": _KEY.decode(), "type": "service_account"}
    return {**names, "token_uri": trial.url()}


def _ask(trial: Trial, made: gspread.Client) -> None:
    """One request, with a token at hand where one is needed."""
    if hasattr(made.http_client.auth, "token"):
        made.http_client.auth.token = "token"  # noqa: S105 - nobody's
        made.http_client.auth.expiry = None
    trial.begin()
    made.http_client.request("get", trial.url())


@recipe("gspread.{Client,client.Client,authorize,auth.authorize}")
def client(trial: Trial) -> None:
    """A client of one's own credentials."""
    _ask(trial, trial.make(trial.function, AnonymousCredentials()))


@recipe("gspread.{service_account,auth.service_account}")
def account(trial: Trial) -> None:
    """A client of a file."""
    path = Path(f"account-{id(trial)}.json")
    path.write_text(json.dumps(_account(trial)), "utf-8")
    _ask(trial, trial.make(trial.function, filename=str(path)))


@recipe("gspread.{service_account_from_dict,auth.service_account_from_dict}")
def account_from_dict(trial: Trial) -> None:
    """A client of a dict."""
    _ask(trial, trial.make(trial.function, _account(trial)))


@recipe("gspread.{api_key,auth.api_key}")
def key(trial: Trial) -> None:
    """A client of a key."""
    _ask(trial, trial.make(trial.function, "key"))


@recipe("gspread.{oauth,auth.oauth}")
def oauth(trial: Trial) -> None:
    """A client of a user who has logged in before."""
    stored: dict[str, Any] = {"refresh_token": "a", "client_id": "b", "client_secret": "c", "token_uri": trial.url()}
    path = Path(f"user-{id(trial)}.json")
    path.write_text(Credentials("token", **stored).to_json(), "utf-8")
    _ask(trial, trial.make(trial.function, authorized_user_filename=str(path)))
