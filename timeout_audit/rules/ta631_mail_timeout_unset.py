"""A mail connection without a timeout.

## What it finds

A connection to a mail server (SMTP, IMAP, POP3) that is given no timeout, in code or in the settings of a framework.

## Why

Mail servers are slow on purpose: they delay greetings to deter spam. The standard library waits for ever for the
greeting, for the TLS handshake and for every answer after it.

## Instead of

    with smtplib.SMTP("mail", 587) as server:
        server.send_message(message)

## Write

    with smtplib.SMTP("mail", 587, timeout=10) as server:
        server.send_message(message)

The timeout covers the later commands too.
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import blocking, called

RULE = bound_rule(
    __name__,
    Layer.MAIL,
    State.NONE,
    lambda wait: blocking(
        wait,
        msg(
            "{call} waits for ever when the mail server does not answer: no {parameter} reaches it",
            call=called(wait),
            parameter=wait.parameter,
        ),
    ),
    msg("add a timeout"),
)
