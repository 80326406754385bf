"""aiosmtplib: a server that does not even greet."""

from __future__ import annotations

import aiosmtplib
from aiosmtplib import smtp

from timeout_audit.proofs.recipe import HOST, Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every connection."""
    for function in (smtp.SMTP.__init__, aiosmtplib.send):
        replace_default(function, "timeout", seconds)
    return (float(smtp.DEFAULT_TIMEOUT),)


@recipe("aiosmtplib.SMTP", "aiosmtplib.smtp.SMTP")
def connect(trial: Trial) -> None:
    """A connection."""

    async def work() -> None:
        made = trial.make(trial.function, hostname=HOST, port=trial.port("silent"))
        trial.begin()
        await made.connect()

    trial.run(work())


@recipe("aiosmtplib.send", "aiosmtplib.api.send")
def send(trial: Trial) -> None:
    """One message."""
    place = {"hostname": HOST, "port": trial.port("silent"), "sender": "a@example.com", "recipients": ["b@example.com"]}

    async def work() -> None:
        await trial.call(trial.function, "Subject: words\n\nwords", **place)

    trial.run(work())
