"""huggingface-hub: a Hub, or an endpoint, that says nothing."""

from __future__ import annotations

from inspect import unwrap
from pathlib import Path
from typing import Any

import huggingface_hub
from huggingface_hub import HfApi, hf_api

from timeout_audit.proofs.recipe import Trial, recipe, replace_default

_REPO, _FILE, _COMMIT = "nobody/model", "config.json", "0" * 40
_SAID = [{"role": "user", "content": "words"}]


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of everything that asks for a file."""
    holders: tuple[Any, ...] = (huggingface_hub, HfApi)
    names = {"hf_hub_download": "etag_timeout", "get_hf_file_metadata": "timeout"}
    functions = [(getattr(holder, name), argument) for holder in holders for name, argument in names.items()]
    found = [replace_default(unwrap(one), name, seconds) for one, name in functions]
    return tuple(float(value) for value in found)


@recipe("huggingface_hub.InferenceClient")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(trial.function, base_url=trial.url(path=""), api_key="nobody's")
    trial.begin()
    made.chat_completion(_SAID)


@recipe("huggingface_hub.AsyncInferenceClient")
def async_client(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        made = trial.make(trial.function, base_url=trial.url(path=""), api_key="nobody's")
        trial.begin()
        await made.chat_completion(_SAID)

    trial.run(work())


def _bound(trial: Trial) -> Any:
    """The method of an API made for the trial; the functions of the module are methods of one that is shared."""
    if "HfApi" in trial.name:
        return getattr(HfApi(endpoint=trial.url(path="")), trial.method)
    hf_api.api.endpoint = trial.url(path="")
    return trial.function


@recipe("huggingface_hub.{model_info,dataset_info,space_info,repo_info}", "huggingface_hub.HfApi.*_info")
def info(trial: Trial) -> None:
    """One question."""
    trial.call(_bound(trial), _REPO)


@recipe("huggingface_hub.get_hf_file_metadata", "huggingface_hub.HfApi.get_hf_file_metadata")
def metadata(trial: Trial) -> None:
    """One question about a file."""
    trial.call(_bound(trial), url=trial.url(path=f"/{_REPO}/resolve/main/{_FILE}"))


@recipe("huggingface_hub.hf_hub_download", "huggingface_hub.HfApi.hf_hub_download")
def download(trial: Trial) -> None:
    """A file that lies in the cache already, whose state is asked for once; others are asked for again."""
    cache = Path(f"cache-{id(trial)}").resolve()
    folder = cache / f"models--{_REPO.replace('/', '--')}"
    for name, text in ((f"snapshots/{_COMMIT}/{_FILE}", "{}"), ("refs/main", _COMMIT)):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    trial.call(_bound(trial), _REPO, _FILE, cache_dir=cache, **_place(trial))


@recipe("huggingface_hub.snapshot_download", "huggingface_hub.HfApi.snapshot_download")
def snapshot(trial: Trial) -> None:
    """All files of a model."""
    trial.call(_bound(trial), _REPO, cache_dir=f"cache-{id(trial)}", **_place(trial))


def _place(trial: Trial) -> dict[str, str]:
    return {} if "HfApi" in trial.name else {"endpoint": trial.url(path="")}
