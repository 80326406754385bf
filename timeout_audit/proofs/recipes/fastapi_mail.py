"""fastapi-mail: a server that does not even greet."""

from __future__ import annotations

from typing import Any

from fastapi_mail import ConnectionConfig, FastMail, MessageSchema, MessageType

from timeout_audit.proofs.recipe import HOST, Trial, recipe


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every configuration."""
    field = ConnectionConfig.model_fields["TIMEOUT"]
    found, field.default = field.default, int(seconds)
    ConnectionConfig.model_rebuild(force=True)
    return (float(found),)


@recipe("fastapi_mail.ConnectionConfig")
def send(trial: Trial) -> None:
    """One message."""
    place: dict[str, Any] = {
        "MAIL_USERNAME": "nobody",
        "MAIL_PASSWORD": "none",
        "MAIL_FROM": "nobody@example.com",
        "MAIL_SERVER": HOST,
        "MAIL_PORT": trial.port("silent"),
        "MAIL_STARTTLS": False,
        "MAIL_SSL_TLS": False,
    }
    made = FastMail(trial.make(ConnectionConfig, **place))
    message = MessageSchema(subject="words", recipients=["nobody@example.com"], body="words", subtype=MessageType.plain)
    trial.begin()
    trial.run(made.send_message(message))
