"""kubernetes_asyncio: an API server that says nothing."""

from __future__ import annotations

from typing import Any

from kubernetes_asyncio.client import ApiClient, Configuration, CoreV1Api, V1Namespace
from kubernetes_asyncio.watch import Watch

from timeout_audit.proofs.recipe import Trial, recipe

_CALLS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "list": ("list_namespace", ()),
    "read": ("read_namespace", ("name",)),
    "create": ("create_namespace", (V1Namespace(),)),
    "patch": ("patch_namespace", ("name", {})),
    "replace": ("replace_namespace", ("name", V1Namespace())),
    "delete": ("delete_namespace", ("name",)),
    "get": ("get_api_resources", ()),
}


@recipe("kubernetes_asyncio.client.[*]Api.*")
def api(trial: Trial) -> None:
    """One call of each kind."""

    async def work() -> None:
        method, arguments = _CALLS[trial.method.removesuffix("_*")]
        async with ApiClient(Configuration(host=trial.url(path=""))) as client:
            await trial.call(getattr(CoreV1Api(client), method), *arguments)

    trial.run(work())


@recipe("kubernetes_asyncio.watch.Watch.stream")
def watch(trial: Trial) -> None:
    """The first change."""

    async def work() -> None:
        async with ApiClient(Configuration(host=trial.url(path=""))) as client:
            made = CoreV1Api(client)

            async def follow(**limits: Any) -> None:
                async with Watch().stream(made.list_namespace, **limits) as changes:
                    await anext(changes)

            await trial.call(follow)

    trial.run(work())
