"""pygithub: an endpoint that says nothing, tried once."""

from __future__ import annotations

import github
from github import Auth

from timeout_audit.proofs.recipe import Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of both clients."""
    kinds = (github.Github, github.GithubIntegration)
    return tuple(float(replace_default(kind.__init__, "timeout", int(seconds))) for kind in kinds)


@recipe("github.{Github,MainClass.Github}")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(github.Github, base_url=trial.url(path=""), retry=None)
    trial.begin()
    made.get_user("nobody")


@recipe("github.GithubIntegration")
def integration(trial: Trial) -> None:
    """One request of an app."""
    app = Auth.AppAuth(1, sign_func=lambda _: "signed")
    made = trial.make(github.GithubIntegration, base_url=trial.url(path=""), auth=app)
    trial.begin()
    made.get_app()
