"""hubspot-api-client: an API that says nothing, tried once."""

from __future__ import annotations

from typing import Any

from hubspot import HubSpot

from timeout_audit.proofs.recipe import Trial, recipe

_CALLS: dict[str, tuple[str, list[Any]]] = {
    "get_page": ("basic_api", ["kind"]),
    "get_by_id": ("basic_api", ["kind", "1"]),
    "create": ("basic_api", ["kind", {}]),
    "update": ("basic_api", ["kind", "1", {}]),
    "archive": ("basic_api", ["kind", "1"]),
    "read": ("batch_api", ["kind", {}]),
    "upsert": ("batch_api", ["kind", {}]),
    "do_search": ("search_api", ["kind", {}]),
    "get_all": ("", ["kind"]),
}


@recipe("hubspot.Part.*")
def part(trial: Trial) -> None:
    """One call of each kind."""
    objects = HubSpot(None, "x", host=trial.url(path=""), retry=False).crm.objects
    api, arguments = _CALLS[trial.method]
    trial.call(getattr(getattr(objects, api) if api else objects, trial.method), *arguments)
