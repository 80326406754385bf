"""urllib3 against a server that accepts and says nothing, without its own retries, which multiply every timeout."""

from __future__ import annotations

import urllib3

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("urllib3.PoolManager", "urllib3.PoolManager.*")
def pool_manager(trial: Trial) -> None:
    """A manager's own timeout, and its methods'."""
    made = trial.make(urllib3.PoolManager, retries=False)
    method = "request" if trial.role == "client" else trial.method
    trial.call(getattr(made, method), "GET", trial.url())


@recipe("urllib3.ProxyManager", "urllib3.proxy_from_url", "urllib3.contrib.socks.SOCKSProxyManager")
def proxy(trial: Trial) -> None:
    """A manager whose proxy says nothing."""
    scheme = "socks5" if "SOCKS" in trial.name else "http"
    trial.make(trial.function, trial.url(scheme=scheme, path=""), retries=False).request("GET", "http://example.test/")


@recipe("urllib3.{HTTPConnectionPool,HTTPSConnectionPool}")
def pool(trial: Trial) -> None:
    """A pool's own timeout; HTTPS hangs in its handshake."""
    trial.make(trial.function, HOST, trial.port("silent")).request("GET", "/", retries=False)


@recipe("urllib3.{connection_from_url,connectionpool.connection_from_url}")
def from_url(trial: Trial) -> None:
    """A pool made from a URL."""
    trial.make(trial.function, trial.url()).request("GET", "/", retries=False)


@recipe("urllib3.HTTPConnectionPool.*")
def pool_method(trial: Trial) -> None:
    """The methods of a pool."""
    port = trial.port("half" if trial.body else "silent")
    made = trial.make(urllib3.HTTPConnectionPool, HOST, port)
    trial.call(getattr(made, trial.method), "GET", "/", retries=False)


@recipe("urllib3.request")
def request(trial: Trial) -> None:
    """The module's function."""
    trial.call(urllib3.request, "GET", trial.url(), retries=False)
