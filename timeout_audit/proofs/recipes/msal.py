"""msal: an authority that shows a certificate of its own and then says nothing."""

from __future__ import annotations

import datetime as dt
import os
import socket
import ssl
import tempfile
import threading
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from timeout_audit.proofs.recipe import HOST, Trial, recipe


def _certificate() -> bytes:
    """A certificate and its key, which nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    today = dt.datetime.now(dt.timezone.utc)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(today).not_valid_after(today + dt.timedelta(days=1))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*form) + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _serve() -> int:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(_certificate())
        file.flush()
        context.load_cert_chain(file.name)
    server = socket.create_server((HOST, 0))
    threading.Thread(target=_accept, args=(context, server), daemon=True).start()
    port: int = server.getsockname()[1]
    return port


def _accept(context: ssl.SSLContext, server: socket.socket) -> None:
    open_ones = []
    while True:
        client, _ = server.accept()
        open_ones.append(context.wrap_socket(client, server_side=True))


_PORT = _serve()
for _variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # either would count for more than verify=False
    os.environ.pop(_variable, None)


@recipe("msal.*")
def application(trial: Trial) -> None:
    """One token."""
    options: dict[str, Any] = {"verify": False, "validate_authority": False, "instance_discovery": False}
    if trial.method != "PublicClientApplication":
        options["client_credential"] = "none"
    made = trial.make(trial.function, "client", authority=trial.address(_PORT, "https", "/tenant"), **options)
    made.acquire_token_by_username_password("nobody", "none", ["scope"])
