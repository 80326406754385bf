"""Where the work is done: in processes of this machine, or by a Dask cluster."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from importlib import import_module

from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg

_DASK = "dask://"
_SECONDS = 30


def parse_executor(text: str) -> str:
    """The address of a scheduler ("" for this machine).

    Raises:
        Fault: where it is no address.

    """
    if not text:
        return ""
    if not text.startswith(_DASK) or not text.removeprefix(_DASK):
        raise Fault(msg("{text} is no executor: give dask://HOST:PORT, or none for this machine", text=text))
    return f"tcp://{text.removeprefix(_DASK)}"


@contextlib.contextmanager
def executor(address: str, jobs: int) -> Iterator[Executor]:
    """An executor; an interrupted run ends its work at once.

    Raises:
        Fault: where the scheduler does not answer, or Dask is not installed.

    """
    with _dask(address) if address else _processes(jobs) as made:
        yield made


@contextlib.contextmanager
def _processes(jobs: int) -> Iterator[Executor]:
    # A fresh interpreter, since a fork would copy the parent's threads' locks.
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_belong)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    pool.shutdown()


def _belong() -> None:
    """Leave Ctrl-C to the parent, which ends its workers, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def _dask(address: str) -> Iterator[Executor]:
    try:
        client_of = import_module("distributed").Client
    except ImportError as error:
        raise Fault(msg("Dask is not installed: pip install 'timeout-audit[dask]'")) from error
    try:
        client = client_of(address, timeout=_SECONDS)
    except OSError as error:
        raise Fault(msg("no scheduler answers at {address}", address=address)) from error
    with client:
        pool = client.get_executor(pure=False)
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()
