"""minio: an endpoint that says nothing, tried once."""

from __future__ import annotations

from typing import Any

import minio
import minio.api
import minio.minioadmin
import urllib3
from minio import credentials

from timeout_audit.proofs.recipe import HOST, Trial, recipe

UNPROVABLE = {"CertificateIdentityProvider": "it needs a key with its certificate"}


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the timeout that the clients give to a pool of their own."""
    found = minio.Minio("nowhere")._http.connection_pool_kw["timeout"].read_timeout

    def shortened(**_: float) -> urllib3.Timeout:
        return urllib3.Timeout(connect=seconds, read=seconds)

    minio.api.Timeout = minio.minioadmin.Timeout = shortened
    return (float(found),)


def _once(pool: urllib3.PoolManager) -> None:
    """Nothing is tried again."""
    pool.connection_pool_kw["retries"] = urllib3.Retry(0)


@recipe("minio.{Minio,api.Minio}")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(minio.Minio, f"{HOST}:{trial.port('silent')}", secure=False)
    _once(made._http)
    trial.begin()
    made.list_buckets()


@recipe("minio.{MinioAdmin,minioadmin.MinioAdmin}")
def admin(trial: Trial) -> None:
    """One request of an administrator."""
    who = credentials.StaticProvider("nobody", "nothing")
    made = trial.make(minio.MinioAdmin, endpoint=f"{HOST}:{trial.port('silent')}", credentials=who, secure=False)
    _once(made._http)
    trial.begin()
    made.info()


_ARGUMENTS: dict[str, dict[str, Any]] = {
    "AssumeRoleProvider": {"access_key": "nobody", "secret_key": "nothing"},
    "LdapIdentityProvider": {"ldap_username": "nobody", "ldap_password": "nothing"},
    "ClientGrantsProvider": {"jwt_provider_func": lambda: {"access_token": "none", "expires_in": "900"}},
    "WebIdentityProvider": {"jwt_provider_func": lambda: {"access_token": "none", "expires_in": "900"}},
}


@recipe("minio.credentials.*Provider")
def provider(trial: Trial) -> None:
    """The credentials, asked for at the first request."""
    place = "custom_endpoint" if trial.method == "IamAwsProvider" else "sts_endpoint"
    made = trial.make(trial.function, **{place: trial.url(path="")}, **_ARGUMENTS.get(trial.method, {}))
    _once(made._http_client)
    trial.begin()
    made.retrieve()
