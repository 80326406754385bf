"""treq: a server that says nothing."""

from __future__ import annotations

import threading

import treq
from twisted.internet import reactor
from twisted.internet.threads import blockingCallFromThread

from timeout_audit.proofs.recipe import Trial, recipe

threading.Thread(target=reactor.run, kwargs={"installSignalHandlers": False}, daemon=True).start()


@recipe("treq.{get,head,post,put,patch,delete,request}")
def function(trial: Trial) -> None:
    """The functions of the module."""
    arguments = ["GET"] if trial.method == "request" else []
    trial.call(blockingCallFromThread, reactor, getattr(treq, trial.method), *arguments, trial.url())
