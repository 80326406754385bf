"""An SSH timeout that has no effect.

## What it finds

A command or a transfer over SSH that is given a timeout where its library does not look for one.

## Why

`recv_exit_status()` of paramiko ignores the timeout that the command was given, and the timeout of `connect()` ends
when the connection stands. The wait itself stays without an end.

## Instead of

    client.connect("host", timeout=10)
    sftp = client.open_sftp()
    sftp.get("dump.sql", "dump.sql")

## Write

    client.connect("host", timeout=10)
    sftp = client.open_sftp()
    sftp.get_channel().settimeout(30)
    sftp.get("dump.sql", "dump.sql")
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import because, blocking, called

RULE = bound_rule(
    __name__,
    Layer.SSH,
    State.INEFFECTIVE,
    lambda wait: blocking(wait, because(wait, msg("the timeout given to {call} has no effect", call=called(wait)))),
    msg("give the timeout to the call that waits"),
)
