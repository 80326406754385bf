"""uvicorn: an idle connection kept alive, and a shutdown while a request is open."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable

import uvicorn

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.served import app, free_port, idle, open_request

_SETTINGS = {"host": HOST, "log_level": "critical", "lifespan": "off"}


def _serve(trial: Trial, port: int, work: Callable[[], object]) -> None:
    """Run the server beside its client; an error of its start is the trial's."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the trial's thread
            failed.append(error)

    server = threading.Thread(target=run, daemon=True)
    server.start()
    time.sleep(0.3)
    if failed:
        raise failed[0]
    if trial.parameter == "keep-alive":
        idle(trial, port)
    else:
        open_request(port)
        running = next(o for o in gc.get_objects() if isinstance(o, uvicorn.Server) and o.config.port == port)
        trial.begin()
        running.should_exit = True
        server.join()


@recipe("uvicorn.{run,main.run}")
def run(trial: Trial) -> None:
    """The function that runs an application."""
    port = free_port()
    _serve(trial, port, lambda: trial.call(uvicorn.run, app, port=port, **_SETTINGS))


@recipe("uvicorn.{Config,config.Config}")
def config(trial: Trial) -> None:
    """A configuration given to a server."""
    port = free_port()
    made = trial.make(uvicorn.Config, app, port=port, **_SETTINGS)
    _serve(trial, port, uvicorn.Server(made).run)
