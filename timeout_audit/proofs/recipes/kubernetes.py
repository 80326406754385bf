"""kubernetes: an API server that says nothing, tried once."""

from __future__ import annotations

from typing import Any

from kubernetes.client import ApiClient, Configuration, CoreV1Api, V1Namespace

from timeout_audit.proofs.recipe import Trial, recipe

_CALLS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "list": ("list_namespace", ()),
    "read": ("read_namespace", ("name",)),
    "create": ("create_namespace", (V1Namespace(),)),
    "patch": ("patch_namespace", ("name", {})),
    "replace": ("replace_namespace", ("name", V1Namespace())),
    "delete": ("delete_namespace", ("name",)),
    "get": ("get_api_resources", ()),
    "connect": ("connect_get_node_proxy", ("name",)),
}


@recipe("kubernetes.client.[*]Api.*")
def api(trial: Trial) -> None:
    """One call of each kind."""
    configuration = Configuration(host=trial.url(path=""))
    configuration.retries = False
    method, arguments = _CALLS[trial.method.removesuffix("_*")]
    trial.call(getattr(CoreV1Api(ApiClient(configuration)), method), *arguments)
