"""stripe: an endpoint that says nothing, tried once."""

from __future__ import annotations

import stripe

from timeout_audit.proofs.recipe import Trial, recipe, replace_default

UNPROVABLE = {r"(HTTPX|AIOHTTP)Client\(timeout=(None|0)\)$": "it leaves the limit of httpx, or of aiohttp"}


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every HTTP client."""
    kinds = (stripe.RequestsClient, stripe.HTTPXClient, stripe.AIOHTTPClient)
    return tuple(float(replace_default(kind.__init__, "timeout", seconds)) for kind in kinds)


def _ask(trial: Trial, client: stripe.StripeClient) -> None:
    trial.begin()
    client.v1.customers.list()


def _place(trial: Trial) -> dict[str, object]:
    return {"base_addresses": {"api": trial.url(path="")}, "max_network_retries": 0}


@recipe("stripe.StripeClient")
def client(trial: Trial) -> None:
    """A client."""
    _ask(trial, trial.make(stripe.StripeClient, "sk_test_nobody", **_place(trial)))


@recipe("stripe.{RequestsClient,UrllibClient}")
def http_client(trial: Trial) -> None:
    """Its HTTP client."""
    made = trial.make(trial.function)
    _ask(trial, stripe.StripeClient("sk_test_nobody", http_client=made, **_place(trial)))


@recipe("stripe.{HTTPXClient,AIOHTTPClient}")
def async_http_client(trial: Trial) -> None:
    """Its asynchronous HTTP client."""

    async def work() -> None:
        made = trial.make(trial.function)
        client = stripe.StripeClient("sk_test_nobody", http_client=made, **_place(trial))
        trial.begin()
        await client.v1.customers.list_async()

    trial.run(work())


_PLAIN = ("create", "list", "search", "Balance.retrieve")


@recipe("stripe.*")
def resource(trial: Trial) -> None:
    """A resource of the module."""
    stripe.api_key, stripe.api_base, stripe.max_network_retries = "sk_test_nobody", trial.url(path=""), 0
    arguments = () if trial.name.endswith(_PLAIN) else ("some_id",)
    trial.call(trial.function, *arguments)
