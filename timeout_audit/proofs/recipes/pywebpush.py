"""pywebpush: a push service that says nothing."""

from __future__ import annotations

from typing import Any

import pywebpush

from timeout_audit.proofs.recipe import Trial, recipe

_LONG = 10000


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default, which stands in the code of both methods."""
    for method in (pywebpush.WebPusher.send, pywebpush.WebPusher.send_async):
        code = method.__code__
        replaced = tuple(seconds if constant == _LONG else constant for constant in code.co_consts)
        method.__code__ = code.replace(co_consts=replaced)
    return (float(_LONG),)


def _subscription(trial: Trial) -> dict[str, Any]:
    """A subscription whose messages are not encrypted: they are empty."""
    return {"endpoint": trial.url()}


@recipe("pywebpush.webpush")
def function(trial: Trial) -> None:
    """One message."""
    trial.call(pywebpush.webpush, _subscription(trial))


@recipe("pywebpush.webpush_async")
def async_function(trial: Trial) -> None:
    """One message, asynchronously."""

    async def work() -> None:
        await trial.call(pywebpush.webpush_async, _subscription(trial))

    trial.run(work())


@recipe("pywebpush.WebPusher.send")
def method(trial: Trial) -> None:
    """One message of an object."""
    trial.call(pywebpush.WebPusher(_subscription(trial)).send)


@recipe("pywebpush.WebPusher.send_async")
def async_method(trial: Trial) -> None:
    """One message of an object, asynchronously."""

    async def work() -> None:
        await trial.call(pywebpush.WebPusher(_subscription(trial)).send_async)

    trial.run(work())
