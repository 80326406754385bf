"""A real Dask cluster on this machine does the work."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import run_outside
from tests.fleet.test_run import CALL
from tests.tree import lay
from timeout_audit.fleet.executors import executor
from timeout_audit.model.fault import Fault

distributed = pytest.importorskip("distributed")


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_report_as_this_machine(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        lay(tmp_path / name, {"app.py": CALL, "setup.py": ""})
    lay(tmp_path, {"fleet.txt": "a\nb\nc\n"})
    alone = run_outside("fleet", "fleet.txt", "--format", "json", cwd=tmp_path)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        there = run_outside("fleet", "fleet.txt", "--format", "json", "--executor", address, cwd=tmp_path)
    assert alone.status == there.status == 1
    assert alone.out == there.out
    assert alone.out.count('"code": "TA401"') == 3


def test_no_cluster_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeout_audit.fleet.executors._SECONDS", 1)
    with pytest.raises(Fault, match="no scheduler answers"), executor("tcp://127.0.0.1:9", 1):
        pass
