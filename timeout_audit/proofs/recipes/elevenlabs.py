"""elevenlabs: an endpoint that says nothing."""

from __future__ import annotations

import inspect
from typing import Any

from elevenlabs.client import AsyncElevenLabs, ElevenLabs

from timeout_audit.proofs.recipe import Trial, recipe, replace_default

UNPROVABLE = {r"timeout=None\)": "it leaves 240 s that stand in the midst of the code"}


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of both clients."""
    return tuple(float(replace_default(kind.__init__, "timeout", seconds)) for kind in (ElevenLabs, AsyncElevenLabs))


@recipe("elevenlabs.*")
def client(trial: Trial) -> None:
    """One request."""

    async def work() -> None:
        made: Any = trial.make(trial.function, api_key="nobody's", base_url=trial.url(path=""))
        trial.begin()
        answer = made.models.list(request_options={"max_retries": 0})
        if inspect.isawaitable(answer):
            await answer

    trial.run(work())
