"""resend: an endpoint that says nothing."""

from __future__ import annotations

from typing import Any

import resend

from timeout_audit.proofs.recipe import Trial, recipe, replace_default

_ARGUMENTS: dict[str, dict[str, Any]] = {
    "resend.Batch.send": {"params": [{"to": "nobody"}]},
    "resend.Batch.send_async": {"params": [{"to": "nobody"}]},
    "resend.Emails.get": {"email_id": "one"},
    "resend.Emails.cancel": {"email_id": "one"},
    "resend.Contacts.list": {},
    "resend.Contacts.get": {"id": "one"},
    "resend.Contacts.remove": {"id": "one"},
}


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of the HTTP clients, and of the two that were made when the module was imported."""
    for made in (resend.default_http_client, resend.default_async_http_client):
        vars(made)["_timeout"] = seconds
    kinds = (resend.RequestsClient, resend.HTTPXClient)
    return tuple(float(replace_default(kind.__init__, "timeout", seconds)) for kind in kinds)


@recipe("resend.{Emails,Batch,Contacts}.*")
def request(trial: Trial) -> None:
    """One request through the client of the module."""
    resend.api_key, resend.api_url = "nobody's", trial.url(path="")
    arguments = _ARGUMENTS.get(trial.name, {"params": {"id": "one"}})
    if trial.method.endswith("_async"):

        async def work() -> None:
            await trial.call(trial.function, **arguments)

        trial.run(work())
    else:
        trial.call(trial.function, **arguments)


@recipe("resend.RequestsClient")
def client(trial: Trial) -> None:
    """The HTTP client of the others."""
    made = trial.make(trial.function)
    made.request("GET", trial.url(), {})


@recipe("resend.HTTPXClient")
def async_client(trial: Trial) -> None:
    """The asynchronous one."""

    async def work() -> None:
        made = trial.make(trial.function)
        await made.request("GET", trial.url(), {})

    trial.run(work())
