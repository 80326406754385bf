"""authlib's client for requests: a server that says nothing."""

from __future__ import annotations

from authlib.integrations.requests_client import OAuth2Session

from timeout_audit.proofs.recipe import Trial, recipe


def _session(trial: Trial) -> OAuth2Session:
    return trial.make(OAuth2Session, "client", "secret", token={"access_token": "a", "token_type": "Bearer"})


@recipe("authlib.integrations.requests_client.OAuth2Session")
def session(trial: Trial) -> None:
    """A session's own timeout."""
    made = _session(trial)
    trial.begin()
    made.get(trial.url())


@recipe("authlib.integrations.requests_client.OAuth2Session.*")
def method(trial: Trial) -> None:
    """Its methods."""
    made = _session(trial)
    if trial.method == "request":
        trial.call(made.request, "GET", trial.url())
    elif trial.method == "refresh_token":
        trial.call(made.refresh_token, trial.url(), refresh_token="b")  # noqa: S106 - nobody's
    else:
        trial.call(made.fetch_token, trial.url(), code="code")
