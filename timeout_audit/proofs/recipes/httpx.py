"""httpx against a server that accepts and says nothing."""

from __future__ import annotations

import httpx

from timeout_audit.proofs.recipe import Trial, recipe

_WITHOUT_TLS = {"verify": False}


def _arguments(trial: Trial) -> list[str]:
    return ["GET", trial.url()] if trial.method in ("request", "stream") else [trial.url()]


@recipe("httpx.{get,options,head,post,put,patch,delete,request}")
def function(trial: Trial) -> None:
    """The functions of the module."""
    trial.call(trial.function, *_arguments(trial), **_WITHOUT_TLS)


@recipe("httpx.stream")
def stream(trial: Trial) -> None:
    """The stream of the module, entered."""
    with trial.call(httpx.stream, *_arguments(trial), **_WITHOUT_TLS):
        pass


@recipe("httpx.Client")
def client(trial: Trial) -> None:
    """A client's own timeout."""
    made = trial.make(httpx.Client, **_WITHOUT_TLS)
    trial.call(made.get, trial.url())


@recipe("httpx.AsyncClient")
def async_client(trial: Trial) -> None:
    """An asynchronous client's own timeout."""

    async def work() -> None:
        made = trial.make(httpx.AsyncClient, **_WITHOUT_TLS)
        await trial.call(made.get, trial.url())

    trial.run(work())


@recipe("httpx.Client.*")
def method(trial: Trial) -> None:
    """The methods of a client."""
    made = trial.make(httpx.Client, **_WITHOUT_TLS)
    if trial.method == "send":
        trial.call(made.send, httpx.Request("GET", trial.url()))
    elif trial.method == "stream":
        with trial.call(made.stream, *_arguments(trial)):
            pass
    else:
        trial.call(getattr(made, trial.method), *_arguments(trial))


@recipe("httpx.AsyncClient.*")
def async_method(trial: Trial) -> None:
    """The methods of an asynchronous client."""

    async def work() -> None:
        made = trial.make(httpx.AsyncClient, **_WITHOUT_TLS)
        if trial.method == "send":
            await trial.call(made.send, httpx.Request("GET", trial.url()))
        elif trial.method == "stream":
            async with trial.call(made.stream, *_arguments(trial)):
                pass
        else:
            await trial.call(getattr(made, trial.method), *_arguments(trial))

    trial.run(work())


@recipe("httpx.HTTPTransport.handle_request")
def transport(trial: Trial) -> None:
    """A transport asked directly."""
    trial.call(httpx.HTTPTransport(**_WITHOUT_TLS).handle_request, httpx.Request("GET", trial.url()))


@recipe("httpx.AsyncHTTPTransport.handle_async_request")
def async_transport(trial: Trial) -> None:
    """An asynchronous transport asked directly."""

    async def work() -> None:
        made = httpx.AsyncHTTPTransport(**_WITHOUT_TLS)
        await trial.call(made.handle_async_request, httpx.Request("GET", trial.url()))

    trial.run(work())
