"""Where the work is done: in processes of this machine, or by a Dask cluster."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from concurrent.futures import Executor
from importlib import import_module

from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg
from timeout_audit.workers import processes

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
    with _dask(address) if address else processes(jobs, gc.enable) as made:
        yield made


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
