"""dnspython: a name server that says nothing, over UDP and TCP."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import dns.asyncquery
import dns.asyncresolver
import dns.message
import dns.query
import dns.resolver
import dns.versioned

from timeout_audit.proofs.recipe import HOST, Trial, recipe

_SILENT = socket.socket(type=socket.SOCK_DGRAM)
_SILENT.bind((HOST, 0))
_PORT = _SILENT.getsockname()[1]
_QUESTION = dns.message.make_query("example.test", "A")
UNPROVABLE = {r"query\.(tls|https|quic)": "they need a TLS server"}


def _port(trial: Trial) -> int:
    return _PORT if "udp" in trial.name else trial.port("silent")


def _is_async(trial: Trial) -> bool:
    return "dns.async" in trial.name


@recipe("dns.query.{udp,tcp,udp_with_fallback}")
def query(trial: Trial) -> None:
    """One question."""
    trial.call(trial.function, _QUESTION, HOST, port=_port(trial))


@recipe("dns.query.xfr")
def transfer(trial: Trial) -> None:
    """A zone transfer."""
    list(trial.call(dns.query.xfr, HOST, "example.test", port=trial.port("silent")))


@recipe("dns.{query,asyncquery}.inbound_xfr")
def inbound_transfer(trial: Trial) -> None:
    """A zone transfer into a zone."""
    zone, port = dns.versioned.Zone("example.test"), trial.port("silent")
    if not _is_async(trial):
        trial.call(trial.function, HOST, zone, port=port)
        return

    async def work() -> None:
        await trial.call(trial.function, HOST, zone, port=port)

    trial.run(work())


@recipe("dns.asyncquery.{udp,tcp,udp_with_fallback}")
def async_query(trial: Trial) -> None:
    """One question, asynchronously."""

    async def work() -> None:
        await trial.call(trial.function, _QUESTION, HOST, port=_port(trial))

    trial.run(work())


@recipe("dns.{resolver,asyncresolver}.{resolve,query,resolve_at}", "dns.{resolver,asyncresolver}.Resolver.*")
def resolve(trial: Trial) -> None:
    """A resolution by a server that says nothing."""
    resolver = _aimed((dns.asyncresolver if _is_async(trial) else dns.resolver).Resolver(configure=False))
    _ask(trial, resolver, getattr(resolver, trial.method) if ".Resolver." in trial.name else trial.function)


@recipe("dns.{resolver,asyncresolver}.Resolver")
def made(trial: Trial) -> None:
    """A resolver that is told how long a resolution may take."""
    resolver = _aimed(trial.make(trial.function, configure=False))
    trial.begin()
    if _is_async(trial):
        trial.run(resolver.resolve("example.test"))
    else:
        resolver.resolve("example.test")


def _aimed(resolver: dns.resolver.BaseResolver) -> dns.resolver.BaseResolver:
    """The resolver, which asks the server that says nothing."""
    resolver.nameservers, resolver.port = [HOST], _PORT
    return resolver


def _ask(trial: Trial, resolver: dns.resolver.BaseResolver, function: Callable[..., Any]) -> None:
    """Have a function ask; those of the module ask the default resolver, or a server that they are given."""
    question = HOST if function.__name__ == "resolve_address" else "example.test"
    words = (HOST, question) if function.__name__ == "resolve_at" else (question,)
    more = {"port": _PORT} if function.__name__ == "resolve_at" else {}
    if not _is_async(trial):
        dns.resolver.default_resolver = resolver
        trial.call(function, *words, **more)
        return

    async def work() -> None:
        dns.asyncresolver.default_resolver = resolver
        await trial.call(function, *words, **more)

    trial.run(work())
