"""dropbox: an endpoint that says nothing, tried once."""

from __future__ import annotations

from typing import Any

import dropbox
from requests import Session
from requests.adapters import HTTPAdapter

from timeout_audit.proofs.recipe import Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every client."""
    return (float(replace_default(dropbox.Dropbox.__init__, "timeout", seconds)),)


class _Local(HTTPAdapter):
    """Sends every request to one URL."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: Any, **arguments: Any) -> Any:
        """Send it there."""
        request.url = self._url
        return super().send(request, **arguments)


@recipe("dropbox.{Dropbox,DropboxTeam}")
def client(trial: Trial) -> None:
    """One request."""
    session = Session()
    session.mount("https://", _Local(trial.url()))
    made = trial.make(trial.function, "token", session=session, max_retries_on_error=0)
    asked = made.as_user("somebody") if trial.method == "DropboxTeam" else made
    trial.begin()
    asked.users_get_current_account()
