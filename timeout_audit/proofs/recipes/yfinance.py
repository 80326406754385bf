"""yfinance: a service that says nothing, whoever is meant."""

from __future__ import annotations

from functools import cache
from typing import Any

import yfinance
from curl_cffi import requests
from yfinance.base import TickerBase
from yfinance.data import YfData
from yfinance.scrapers.history import PriceHistory

from timeout_audit.proofs.recipe import Trial, recipe, replace_default

# What is asked before the prices has limits of its own: it is known here.
TickerBase._get_ticker_tz = lambda *_, **__: "America/New_York"
YfData._get_cookie_and_crumb = lambda *_, **__: ("crumb", "basic")


class _Session(requests.Session):
    """A session that asks one server, whatever address it is given."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def request(self, method: Any, **named: Any) -> Any:
        """One request."""
        return super().request(method, **{**named, "url": self._address})


@cache
def _session(address: str) -> _Session:
    """The one session of a process: yfinance keeps no other."""
    return _Session(address)


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every method."""
    tickers = yfinance.Tickers
    methods = (PriceHistory.history, yfinance.download, tickers.download, tickers.history)
    return tuple(float(replace_default(getattr(one, "__wrapped__", one), "timeout", seconds)) for one in methods)


@recipe("yfinance.Ticker.history")
def history(trial: Trial) -> None:
    """The prices of one ticker."""
    trial.call(yfinance.Ticker("X", session=_session(trial.url())).history)


@recipe("yfinance.{download,multi.download}")
def download(trial: Trial) -> None:
    """The prices of some."""
    trial.call(yfinance.download, ["X"], session=_session(trial.url()), threads=False, progress=False)


@recipe("yfinance.Tickers.{download,history}")
def tickers(trial: Trial) -> None:
    """The prices of some, by their object."""
    made, session = yfinance.Tickers(["X"]), _session(trial.url())
    trial.call(getattr(made, trial.method), session=session, threads=False, progress=False)
