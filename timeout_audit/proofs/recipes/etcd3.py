"""etcd3: a server whose calls are never answered."""

from __future__ import annotations

import etcd3

from timeout_audit.proofs.grpc_server import serve
from timeout_audit.proofs.recipe import HOST, Trial, recipe

_PORT = serve()


@recipe("etcd3.{client,Etcd3Client}")
def client(trial: Trial) -> None:
    """A value that is asked for."""
    made = trial.make(getattr(etcd3, trial.method), HOST, _PORT)
    trial.begin()
    made.get("key")
