"""A retry that never gives up.

## What it finds

A function that is called again after each failure by tenacity, backoff or the like, without a limit on attempts or on
time.

## Why

Each attempt may have its timeout, and the call still never ends: while the other side is down, every caller stays in
the loop. A stop by time is only looked at between attempts; it does not end one that hangs.

## Instead of

    @retry(wait=wait_exponential(max=10))
    def fetch():
        return requests.get(url, timeout=10)

## Write

    @retry(wait=wait_exponential(max=10), stop=stop_after_attempt(5))
    def fetch():
        return requests.get(url, timeout=10)

With backoff it is `max_tries=5` or `max_time=60`.
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import blocking, called

RULE = bound_rule(
    __name__,
    Layer.PROCESS,
    State.NONE,
    lambda wait: blocking(wait, msg("{call} tries again for ever: nothing tells it to stop", call=called(wait))),
    msg("give it a limit on attempts or on time"),
    where=lambda wait: wait.parameter == "stop",
)
