"""requests-oauthlib against a server that accepts and says nothing."""

from __future__ import annotations

import os

from requests_oauthlib import OAuth1Session, OAuth2Session

from timeout_audit.proofs.recipe import Trial, recipe

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"


@recipe("requests_oauthlib.OAuth2Session.*")
def oauth2(trial: Trial) -> None:
    """Tokens fetched and refreshed, and a plain request."""
    made = trial.make(OAuth2Session, "client", token={"access_token": "a", "token_type": "Bearer"})
    if trial.method == "fetch_token":
        trial.call(made.fetch_token, trial.url(), code="code")
    elif trial.method == "refresh_token":
        trial.call(made.refresh_token, trial.url(), refresh_token="b")  # noqa: S106 - nobody's
    else:
        trial.call(made.request, "GET", trial.url())


@recipe("requests_oauthlib.OAuth1Session.*")
def oauth1(trial: Trial) -> None:
    """Tokens fetched."""
    made = OAuth1Session("client", client_secret="secret", verifier="v")  # noqa: S106 - nobody's
    trial.call(getattr(made, trial.method), trial.url())
