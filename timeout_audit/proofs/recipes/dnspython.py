"""dnspython: a name server that says nothing, over UDP and TCP."""

from __future__ import annotations

import socket

import dns.asyncquery
import dns.asyncresolver
import dns.message
import dns.query
import dns.resolver

from timeout_audit.proofs.recipe import HOST, Trial, recipe

_SILENT = socket.socket(type=socket.SOCK_DGRAM)
_SILENT.bind((HOST, 0))
_PORT = _SILENT.getsockname()[1]
_QUESTION = dns.message.make_query("example.test", "A")
UNPROVABLE = {r"query\.(tls|https)": "they need a TLS server"}


def _port(trial: Trial) -> int:
    return _PORT if "udp" in trial.name else trial.port("silent")


@recipe("dns.query.{udp,tcp,udp_with_fallback}")
def query(trial: Trial) -> None:
    """One question."""
    trial.call(trial.function, _QUESTION, HOST, port=_port(trial))


@recipe("dns.query.xfr")
def transfer(trial: Trial) -> None:
    """A zone transfer."""
    list(trial.call(dns.query.xfr, HOST, "example.test", port=trial.port("silent")))


@recipe("dns.asyncquery.{udp,tcp}")
def async_query(trial: Trial) -> None:
    """One question, asynchronously."""

    async def work() -> None:
        await trial.call(trial.function, _QUESTION, HOST, port=_port(trial))

    trial.run(work())


@recipe("dns.resolver.resolve", "dns.asyncresolver.resolve")
def resolve(trial: Trial) -> None:
    """A resolution by a server that says nothing."""
    resolver = (dns.resolver if "async" not in trial.name else dns.asyncresolver).Resolver(configure=False)
    resolver.nameservers, resolver.port = [HOST], _PORT
    if "async" not in trial.name:
        dns.resolver.default_resolver = resolver
        trial.call(dns.resolver.resolve, "example.test")

    async def work() -> None:
        dns.asyncresolver.default_resolver = resolver
        await trial.call(dns.asyncresolver.resolve, "example.test")

    trial.run(work())
