"""authlib's clients for requests, and for frameworks: a server that says nothing."""

from __future__ import annotations

from typing import Any

from authlib.integrations.django_client import OAuth as DjangoOAuth
from authlib.integrations.flask_client import OAuth as FlaskOAuth
from authlib.integrations.requests_client import OAuth2Session
from authlib.integrations.starlette_client import OAuth as StarletteOAuth
from django.conf import settings
from flask import Flask

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


_CACHE = "django.core.cache.backends.locmem.LocMemCache"


def _registered(trial: Trial, oauth: Any) -> Any:
    """A client that is registered, which asks for the metadata of its server first."""
    return trial.make(oauth.register, "server", client_id="client", server_metadata_url=trial.url())


@recipe("authlib.integrations.django_client.OAuth.register")
def django(trial: Trial) -> None:
    """A login in Django."""
    timeout = next(iter(trial.settings.values()), None)
    clients = {"server": {"client_kwargs": {"default_timeout": timeout}}} if trial.settings else {}
    if not settings.configured:
        settings.configure(AUTHLIB_OAUTH_CLIENTS=clients, CACHES={"default": {"BACKEND": _CACHE}})
    client = _registered(trial, DjangoOAuth())
    trial.begin()
    client.create_authorization_url("http://app.example/login")


@recipe("authlib.integrations.flask_client.OAuth.register")
def flask(trial: Trial) -> None:
    """A login in Flask."""
    client = _registered(trial, FlaskOAuth(Flask("app")))
    trial.begin()
    client.create_authorization_url("http://app.example/login")


@recipe("authlib.integrations.starlette_client.OAuth.register")
def starlette(trial: Trial) -> None:
    """A login in Starlette."""

    async def work() -> None:
        client = _registered(trial, StarletteOAuth())
        trial.begin()
        await client.create_authorization_url("http://app.example/login")

    trial.run(work())
