"""A wait for a process, a thread or a queue that nothing bounds.

## What it finds

A call that waits for another process, thread, future, lock or queue without a timeout. These waits are often meant to
last, so the rule is read only where it is selected.

## Why

A child process that waits for input, a future whose worker died, a queue that nobody fills: the call never returns. In
a web handler it holds the request; at shutdown it holds the whole process.

## Instead of

    subprocess.run(["convert", source, target], check=True)

## Write

    subprocess.run(["convert", source, target], check=True, timeout=60)
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
    lambda wait: blocking(
        wait,
        msg(
            "{call} waits for ever when what it waits for never comes: no {parameter} reaches it",
            call=called(wait),
            parameter=wait.parameter,
        ),
    ),
    msg("add a timeout"),
    where=lambda wait: wait.parameter != "stop",
)
