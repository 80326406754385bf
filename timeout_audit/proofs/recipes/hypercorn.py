"""hypercorn: an idle connection kept alive, and a shutdown while a request is open."""

from __future__ import annotations

import asyncio

import hypercorn.asyncio
import hypercorn.config

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.served import app, free_port, idle, open_request, run_beside


@recipe("hypercorn.{config.Config,Config}")
def config(trial: Trial) -> None:
    """A configuration given to a server."""
    port = free_port()
    made = trial.make(hypercorn.config.Config)
    made.bind, made.loglevel = [f"{HOST}:{port}"], "CRITICAL"
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    work = hypercorn.asyncio.serve(app, made, shutdown_trigger=stop.wait)
    server = run_beside(lambda: loop.run_until_complete(work))
    if trial.parameter == "keep-alive":
        idle(trial, port)
    else:
        open_request(port)
        trial.begin()
        loop.call_soon_threadsafe(stop.set)
        server.join()
