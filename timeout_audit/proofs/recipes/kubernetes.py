"""kubernetes: an API server that says nothing, tried once."""

from __future__ import annotations

from typing import Any

from kubernetes.client import ApiClient, Configuration, CoreV1Api, V1Namespace
from kubernetes.stream import portforward, stream
from kubernetes.watch import Watch

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
    method, arguments = _CALLS[trial.method.removesuffix("_*")]
    trial.call(getattr(_core(trial), method), *arguments)


@recipe("kubernetes.watch.Watch.stream")
def watch(trial: Trial) -> None:
    """The first change."""
    follower, made = Watch(), _core(trial)

    def follow(**limits: Any) -> None:
        next(follower.stream(made.list_namespace, **limits))

    trial.call(follow)


def _core(trial: Trial) -> CoreV1Api:
    configuration = Configuration(host=trial.url(path=""))
    configuration.retries = False
    return CoreV1Api(ApiClient(configuration))


def _command(trial: Trial, kind: str = "websocket") -> tuple[Any, ...]:
    """The call that runs a command in a container, on a server that says nothing once the websocket is open."""
    client = ApiClient(Configuration(host=trial.url(kind, path="")))
    return CoreV1Api(client).connect_get_namespaced_pod_exec, "pod", "namespace"


@recipe("kubernetes.stream.{stream,stream.stream}")
def streamed(trial: Trial) -> None:
    """A command whose output does not come, or a websocket that is never opened."""
    kind = "silent" if trial.parameter.startswith("handshake") else "websocket"
    trial.call(stream, *_command(trial, kind), command=["ls"])


@recipe("kubernetes.stream.{portforward,stream.portforward}")
def forwarded(trial: Trial) -> None:
    """A websocket that is never opened."""
    client = CoreV1Api(ApiClient(Configuration(host=trial.url(path=""))))
    trial.call(portforward, client.connect_get_namespaced_pod_portforward, "pod", "namespace", ports="80")


@recipe("kubernetes.stream.ws_client.WSClient.*")
def channel(trial: Trial) -> None:
    """A wait for output."""
    made = stream(*_command(trial), command=["ls"], _preload_content=False)
    arguments = [1] if trial.method == "readline_channel" else []
    trial.call(getattr(made, trial.method), *arguments)
