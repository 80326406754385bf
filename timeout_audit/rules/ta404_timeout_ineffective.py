"""An HTTP timeout that has no effect.

## What it finds

A call of an HTTP library that waits for ever although the code sets something which looks like its timeout: an
attribute that nobody reads, a default that is overridden, a limit for connecting alone.

## Why

requests never looks at `session.timeout`, nor at `socket.setdefaulttimeout()`: it passes an explicit None. The call
still waits for ever, and whoever reads the code believes that it does not.

## Instead of

    session = requests.Session()
    session.timeout = 5
    session.get(url)

## Write

    session = requests.Session()
    session.get(url, timeout=5)

To set it once for all calls of a session, mount an adapter:

    class TimeoutAdapter(HTTPAdapter):
        def send(self, request, **kwargs):
            if kwargs.get("timeout") is None:
                kwargs["timeout"] = 5
            return super().send(request, **kwargs)

`kwargs.setdefault("timeout", 5)` would do nothing there, because the session always passes the key.
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import because, blocking, called

RULE = bound_rule(
    __name__,
    Layer.HTTP,
    State.INEFFECTIVE,
    lambda wait: blocking(wait, because(wait, msg("the timeout given to {call} has no effect", call=called(wait)))),
    msg("give the timeout to the call that waits"),
)
