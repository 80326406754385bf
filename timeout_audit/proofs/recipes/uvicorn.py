"""uvicorn: an idle connection kept alive, and a shutdown while a request is open."""

from __future__ import annotations

import gc
from collections.abc import Callable

import click
import uvicorn

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.served import app, free_port, idle, open_request, run_beside

_APPLICATION = f"{app.__module__}:{app.__name__}"
_SETTINGS = {"host": HOST, "log_level": "critical", "lifespan": "off"}


def _serve(trial: Trial, port: int, work: Callable[[], object]) -> None:
    """Run the server beside its client."""
    server = run_beside(work)
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


@recipe("uvicorn.{main,main.main}")
def main(trial: Trial) -> None:
    """The command, called from code."""
    port = free_port()
    words = [str(part) for option in trial.arguments.items() for part in option]
    fixed = [_APPLICATION, "--host", HOST, "--port", str(port), "--log-level", "critical", "--lifespan", "off"]

    def work() -> None:
        trial.begin()
        trial.function([*fixed, *words], standalone_mode=False)

    _serve(trial, port, work)


@recipe("uvicorn.{main.callback,main.main.callback}")
def invoked(trial: Trial) -> None:
    """The command, invoked by another one: what it is not given are the defaults of its options."""
    port = free_port()
    context = click.Context(uvicorn.main)
    _serve(trial, port, lambda: trial.call(context.invoke, uvicorn.main, app=_APPLICATION, port=port, **_SETTINGS))
