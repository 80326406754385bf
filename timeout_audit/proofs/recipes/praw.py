"""praw: an API that says nothing, tried once."""

from __future__ import annotations

import time

from prawcore.sessions import FiniteRetryStrategy, Session

from timeout_audit.proofs.recipe import Trial, recipe, replace_default


class _Once(FiniteRetryStrategy):
    """No second try."""

    def should_retry_on_failure(self) -> bool:
        """Never."""
        return False


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the limit of every request."""
    return (float(replace_default(Session.request, "timeout", seconds)),)


@recipe("praw.{Reddit,reddit.Reddit}")
def client(trial: Trial) -> None:
    """One request, with a token at hand."""
    place = trial.url(path="")
    login = {"client_id": "nobody", "client_secret": "nothing", "user_agent": "proof"}
    made = trial.make(trial.function, **login, check_for_updates=False, reddit_url=place, oauth_url=place)
    made._core._retry_strategy_class = _Once
    made._core._authorizer.access_token = "token"  # noqa: S105 - nobody's
    made._core._authorizer._expiration_timestamp_ns = time.monotonic_ns() + 10**15
    trial.begin()
    made.get("api/v1/me")
