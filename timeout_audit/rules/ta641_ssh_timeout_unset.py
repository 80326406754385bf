"""A wait for another host by SSH without a timeout.

## What it finds

A connection, a command or a file transfer over SSH that is given no timeout.

## Why

A host that hangs keeps its connection open: the command never ends, and its output never does either. The timeout of
connecting does not carry over to commands.

## Instead of

    stdin, stdout, stderr = client.exec_command("backup")

## Write

    stdin, stdout, stderr = client.exec_command("backup", timeout=600)

With paramiko that bounds reading the output; `recv_exit_status()` ignores it, so read first, or poll
`exit_status_ready()`.
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import blocking, called

RULE = bound_rule(
    __name__,
    Layer.SSH,
    State.NONE,
    lambda wait: blocking(
        wait,
        msg(
            "{call} waits for ever when the other host does not answer: no {parameter} reaches it",
            call=called(wait),
            parameter=wait.parameter,
        ),
    ),
    msg("add a timeout"),
)
