"""kubernetes: an API server that says nothing, tried once."""

from __future__ import annotations

from typing import Any

from kubernetes.client import ApiClient, Configuration, CoreV1Api, V1Namespace
from kubernetes.stream import stream

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


def _command(trial: Trial) -> tuple[Any, ...]:
    """The call that runs a command in a container, on a server that says nothing once the websocket is open."""
    client = ApiClient(Configuration(host=trial.url("websocket", path="")))
    return CoreV1Api(client).connect_get_namespaced_pod_exec, "pod", "namespace"


@recipe("kubernetes.stream.{stream,stream.stream}")
def streamed(trial: Trial) -> None:
    """A command whose output does not come."""
    trial.call(stream, *_command(trial), command=["ls"])


@recipe("kubernetes.stream.ws_client.WSClient.*")
def channel(trial: Trial) -> None:
    """A wait for output."""
    made = stream(*_command(trial), command=["ls"], _preload_content=False)
    arguments = [1] if trial.method == "readline_channel" else []
    trial.call(getattr(made, trial.method), *arguments)
