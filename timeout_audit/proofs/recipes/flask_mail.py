"""Flask-Mail: a server that does not even greet."""

from __future__ import annotations

from flask import Flask
from flask_mail import Mail, Message

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("flask_mail.Mail.*")
def send(trial: Trial) -> None:
    """One message, or a connection for several."""
    app = Flask("proof")
    app.config.update(MAIL_SERVER=HOST, MAIL_PORT=trial.port("silent"), MAIL_DEFAULT_SENDER="nobody@mail.example")
    mail = Mail(app)
    with app.app_context():
        if trial.method == "send":
            trial.call(mail.send, Message("words", recipients=["nobody@mail.example"]))
        elif trial.method == "send_message":
            trial.call(mail.send_message, "words", recipients=["nobody@mail.example"])
        else:
            trial.call(mail.connect).__enter__()
