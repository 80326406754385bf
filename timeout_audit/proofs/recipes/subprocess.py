"""subprocess: a program that does not end."""

from __future__ import annotations

import subprocess
import sys

from timeout_audit.proofs.recipe import LONG, Trial, recipe

_PROGRAM = [sys.executable, "-c", f"import time; time.sleep({LONG})"]


@recipe("subprocess.{run,call,check_call,check_output}")
def function(trial: Trial) -> None:
    """The functions of the module."""
    trial.call(trial.function, _PROGRAM)


@recipe("subprocess.{getoutput,getstatusoutput}", "os.system")
def shell(trial: Trial) -> None:
    """The functions that take a line of text."""
    trial.call(trial.function, f"{sys.executable} -c 'import time; time.sleep({LONG})'")


@recipe("subprocess.Popen")
def block(trial: Trial) -> None:
    """The end of a with block."""
    with trial.call(subprocess.Popen, _PROGRAM):
        pass


@recipe("subprocess.Popen.{wait,communicate}")
def process(trial: Trial) -> None:
    """A process waited for."""
    trial.call(getattr(subprocess.Popen(_PROGRAM), trial.method))
