"""Django: a query that does not end, a cache and a mail server that say nothing."""

from __future__ import annotations

import itertools

import django
import django_redis.cache
import pymemcache
import redis
from django.conf import settings

from timeout_audit.proofs.recipe import HOST, Trial, UnprovableError, recipe
from timeout_audit.proofs.recipes.helpers.engine import QUERIES

NEEDS = ("postgres", "mysql")
UNPROVABLE = {
    "max_execution_time": "MariaDB has no such variable, and there is no MySQL here",
    r"gis": "it is the same backend with geographic types, which need GDAL",
}
TRIES = {"CACHES": 2}
_LIBRARIES = (django_redis, pymemcache, redis)
_NUMBERS = itertools.count()

settings.configure(DEBUG=False, INSTALLED_APPS=[], CACHES={}, DATABASES={}, USE_TZ=True)
django.setup()

from django.core import mail  # noqa: E402 - only after the settings
from django.core.cache import CacheHandler  # noqa: E402
from django.core.mail.backends.smtp import EmailBackend  # noqa: E402
from django.db.utils import ConnectionHandler  # noqa: E402


@recipe("DATABASES.*")
def database(trial: Trial) -> None:
    """A query."""
    kind = "mysql" if "mysql" in trial.name else "postgres"
    user = "root" if kind == "mysql" else "postgres"
    port = trial.database(kind)
    described = {
        "ENGINE": trial.name.removeprefix("DATABASES."),
        "NAME": kind,
        "USER": user,
        "HOST": HOST,
        "PORT": port,
    }
    connection = ConnectionHandler({"default": {**described, **trial.arguments}})["default"]
    cursor = connection.cursor()
    trial.begin()
    cursor.execute(QUERIES[kind])


@recipe("CACHES.*")
def cache(trial: Trial) -> None:
    """One read."""
    backend = trial.name.removeprefix("CACHES.")
    if "edis" in backend:
        location = trial.address(trial.port("redis"), "redis", f"/{next(_NUMBERS)}")
    else:
        location = f"{HOST}:{trial.port('silent')}"
    made = CacheHandler({"default": {"BACKEND": backend, "LOCATION": location, **trial.arguments}})["default"]
    trial.begin()
    made.get("key")


@recipe("django.core.mail.*")
def send(trial: Trial) -> None:
    """One message."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, trial.port("silent")
    new = django.VERSION >= (6, 0)
    settings.ADMINS = settings.MANAGERS = ["a@example.test"] if new else [("a", "a@example.test")]
    for name, value in trial.settings.items():
        if name.startswith("MAILERS"):
            if django.VERSION < (6, 1):
                raise UnprovableError("MAILERS came with Django 6.1")
            options = {"host": HOST, "port": trial.port("silent"), "timeout": value}
            settings.MAILERS = {"default": {"BACKEND": settings.EMAIL_BACKEND, "OPTIONS": options}}
            for old in ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT"):
                delattr(settings, old)
        else:
            setattr(settings, name, value)
    if trial.method in ("get_connection", "EmailBackend"):
        connection = trial.make(mail.get_connection if trial.method == "get_connection" else EmailBackend)
        trial.begin()
        connection.open()
    elif trial.method == "send_mass_mail":
        trial.call(mail.send_mass_mail, [("subject", "body", "a@example.test", ["b@example.test"])])
    elif trial.method == "send":
        trial.call(mail.EmailMessage("subject", "body", "a@example.test", ["b@example.test"]).send)
    elif trial.method == "send_mail":
        trial.call(mail.send_mail, "subject", "body", "a@example.test", ["b@example.test"])
    else:
        trial.call(getattr(mail, trial.method), "subject", "body")
