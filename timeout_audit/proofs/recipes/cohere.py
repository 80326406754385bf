"""cohere: an endpoint that says nothing, tried once."""

from __future__ import annotations

from typing import Any

from cohere import aws_client, base_client, oci_client, sagemaker_client

from timeout_audit.proofs.recipe import Trial, recipe

_DEFAULT = 300


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every client: the constructors have it in their code."""
    for kind in (base_client.BaseCohere, base_client.AsyncBaseCohere):
        code = kind.__init__.__code__
        short = tuple(int(seconds) if value == _DEFAULT else value for value in code.co_consts)
        kind.__init__.__code__ = code.replace(co_consts=short)
    return (float(_DEFAULT),)


def _said(trial: Trial) -> dict[str, Any]:
    once = {"request_options": {"max_retries": 0}}
    if trial.method.endswith("V2"):
        return {"model": "model", "messages": [{"role": "user", "content": "words"}], **once}
    return {"message": "words", **once}


@recipe("cohere.{Client,ClientV2,client.Client,client_v2.ClientV2}")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(trial.function, "nobody's", base_url=trial.url(path=""))
    trial.begin()
    made.chat(**_said(trial))


@recipe("cohere.{AsyncClient,AsyncClientV2,client.AsyncClient,client_v2.AsyncClientV2}")
def async_client(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        made = trial.make(trial.function, "nobody's", base_url=trial.url(path=""))
        trial.begin()
        await made.chat(**_said(trial))

    trial.run(work())


def _silence(module: Any, name: str, answer: Any) -> None:
    setattr(module, name, lambda **_: answer)


@recipe("cohere.AwsClient", "cohere.{Bedrock,Sagemaker,Oci}{Client,ClientV2}")
def cloud(trial: Trial) -> None:
    """One request to a model in somebody's cloud, without the hooks that address and sign it there."""
    _silence(aws_client, "get_event_hooks", {})
    _silence(oci_client, "get_event_hooks", {})
    _silence(oci_client, "_load_oci_config", {})
    _silence(sagemaker_client, "Client", None)  # it looks for credentials on the network
    place = {"aws_region": "nowhere"}
    if "Oci" in trial.name:
        place = {"oci_compartment_id": "nobody's", "oci_region": "nowhere"}
    if "Aws" in trial.name:
        place["service"] = "bedrock"
    made = trial.make(trial.function, **place)
    made._client_wrapper._base_url = trial.url(path="")
    trial.begin()
    made.chat(**_said(trial))
