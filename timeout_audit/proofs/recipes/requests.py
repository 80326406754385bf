"""requests against a server that accepts and says nothing."""

from __future__ import annotations

import requests

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("requests.*")
def function(trial: Trial) -> None:
    """The functions of the module."""
    arguments = ["GET"] if trial.method == "request" else []
    trial.call(trial.function, *arguments, trial.url())


@recipe("requests.Session.{get,options,head,post,put,patch,delete,request,send}")
def session(trial: Trial) -> None:
    """The methods of a session; send() takes a request made ready."""
    made = trial.make(requests.Session)
    if trial.method == "send":
        trial.call(made.send, requests.Request("GET", trial.url()).prepare())
    else:
        arguments = ["GET"] if trial.method == "request" else []
        trial.call(getattr(made, trial.method), *arguments, trial.url())
