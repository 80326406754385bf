"""waitress: an idle connection kept alive."""

from __future__ import annotations

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.served import free_port, idle, run_beside


def _app(_environment: object, start: object) -> list[bytes]:
    start("200 OK", [("Content-Length", "2")])  # type: ignore[operator]
    return [b"ok"]


@recipe("waitress.{serve,server.create_server}")
def serve(trial: Trial) -> None:
    """A connection after one request."""
    port = free_port()

    def run() -> None:
        settings = {"host": HOST, "port": port, "cleanup_interval": 1}
        made = trial.call(trial.function, _app, **settings)
        if made is not None:
            made.run()

    run_beside(run)
    idle(trial, port)
