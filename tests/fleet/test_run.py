"""Work that comes back in order, goes on where it stopped, and survives its workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.command import commit
from tests.tree import lay
from timeout_audit.fleet import run
from timeout_audit.fleet.answers import Answers
from timeout_audit.fleet.executors import executor, parse_executor
from timeout_audit.fleet.members import Member
from timeout_audit.fleet.order import Answer, Order, answer_of, carry_out
from timeout_audit.fleet.run import Open, Seen
from timeout_audit.fleet.whole import whole
from timeout_audit.model.fault import Fault

TODAY = date(2026, 1, 1)
CALL = "import requests\n\n\ndef load(url):\n    return requests.get(url).json()\n"


class Dying(ThreadPoolExecutor):
    """A pool that dies over one member, and takes what is under way along."""

    def __init__(self, deadly: str) -> None:
        super().__init__(1)
        self.deadly = deadly
        self.dead = False

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.dead = self.dead or args[0].member.name == self.deadly
        if self.dead:
            future: Future[Any] = Future()
            future.set_exception(BrokenExecutor("a worker died"))
            return future
        return super().submit(function, *args, **kwargs)


@contextmanager
def here(_jobs: int) -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def refuse(_jobs: int) -> AbstractContextManager[Executor]:
    raise AssertionError("there is nothing to do")


def orders(root: Path, *names: str) -> list[Order]:
    for name in names:
        lay(root / name, {"app.py": CALL, "setup.py": ""})
    return [Order(Member(name, str(root / name)), TODAY) for name in names]


def run_fleet(orders: list[Order], answers: Answers, open_executor: Open, jobs: int, seen: Seen) -> list[Answer]:
    """A run that takes up what an earlier one has left."""
    return run.run_fleet(orders, answers.left(orders), answers, open_executor, jobs, seen)


def told(answers: list[Answer]) -> list[tuple[str, int, list[str]]]:
    return [
        (one.member.name, len(one.audit.findings), [str(problem.message) for problem in one.audit.problems])
        for one in answers
    ]


def test_answers_come_in_the_order_of_the_list(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    asked = orders(tmp_path, "b", "a")
    found = run_fleet(asked, Answers(str(tmp_path / "work")), here, 2, lambda *now: seen.append(now))
    assert told(found) == [("b", 1, []), ("a", 1, [])]
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_a_run_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    work, asked = str(tmp_path / "work"), orders(tmp_path, "a", "b")
    first = run_fleet(asked, Answers(work), here, 1, lambda *_: None)
    assert run_fleet(asked, Answers(work), refuse, 1, lambda *_: None) == first
    answers = Answers(work)
    answers.forget()
    with pytest.raises(AssertionError, match="nothing to do"):
        run_fleet(asked, answers, refuse, 1, lambda *_: None)
    answers.close()
    assert not Path(work).exists()


def test_another_question_has_another_answer(tmp_path: Path) -> None:
    (order,) = orders(tmp_path, "a")
    other = Order(order.member, TODAY, {"ignore": ("TA401",)})
    assert order.key != other.key
    assert answer_of(carry_out(other)).audit.findings == ()


@pytest.mark.parametrize("damage", [b"", b"{", b'{"member":3}'])
def test_a_damaged_answer_is_none(damage: bytes, tmp_path: Path) -> None:
    work, asked = tmp_path / "work", orders(tmp_path, "a")
    run_fleet(asked, Answers(str(work)), here, 1, lambda *_: None)
    (kept,) = work.glob("answer-*")
    kept.write_bytes(damage)
    assert told(run_fleet(asked, Answers(str(work)), here, 1, lambda *_: None)) == [("a", 1, [])]


def test_a_worker_that_dies_costs_its_own_repository_alone(tmp_path: Path) -> None:
    @contextmanager
    def open_executor(_jobs: int) -> Iterator[Executor]:
        with Dying("deadly") as pool:
            yield pool

    asked = orders(tmp_path, "a", "deadly", "z")
    found = run_fleet(asked, Answers(str(tmp_path / "work")), open_executor, 2, lambda *_: None)
    death = "the worker that audited it died: it may need more memory than there is"
    assert told(found) == [("a", 1, []), ("deadly", 0, [death]), ("z", 1, [])]


def test_each_repository_is_a_folder_of_the_whole(tmp_path: Path) -> None:
    asked = orders(tmp_path, "a", "b")
    audit = whole(run_fleet(asked, Answers(str(tmp_path / "work")), here, 1, lambda *_: None))
    assert [str(one.place) for one in audit.findings] == ["a/app.py:5", "b/app.py:5"]
    assert [str(one.place) for one in audit.project.waits] == ["a/app.py:5", "b/app.py:5"]
    assert all(one.wait is not None and one.wait.place == one.place for one in audit.findings)
    assert set(audit.project.buffers) == {"a/app.py", "b/app.py"}
    assert audit.files == 4


def test_what_git_fetches_is_audited_and_gone(tmp_path: Path) -> None:
    origin = lay(tmp_path / "team" / "shop", {"app.py": CALL})
    commit(origin)
    work = tmp_path / "work"
    order = Order(Member("team/shop", f"file://{origin}"), TODAY, folder=str(work))
    answers = Answers(str(work))
    assert told(run_fleet([order], answers, here, 1, lambda *_: None)) == [("team/shop", 1, [])]
    assert not list(work.glob("checkout-*"))


def test_what_git_cannot_fetch_is_a_problem(tmp_path: Path) -> None:
    order = Order(Member("gone", f"file://{tmp_path}/gone"), TODAY)
    ((_, findings, problems),) = told([answer_of(carry_out(order))])
    assert findings == 0
    assert len(problems) == 1
    assert problems[0].startswith("git fetch: fatal: ")


def test_processes_of_this_machine(tmp_path: Path) -> None:
    asked = orders(tmp_path, "a", "b")

    def processes(jobs: int) -> AbstractContextManager[Executor]:
        return executor("", jobs)

    assert told(run_fleet(asked, Answers(str(tmp_path / "w")), processes, 2, lambda *_: None)) == [
        ("a", 1, []),
        ("b", 1, []),
    ]


def test_addresses_of_executors() -> None:
    assert parse_executor("") == ""
    assert parse_executor("dask://10.0.0.1:8786") == "tcp://10.0.0.1:8786"
    for wrong in ("dask://", "tcp://10.0.0.1", "ray://x"):
        with pytest.raises(Fault, match="is no executor"):
            parse_executor(wrong)


def test_a_worker_ends_with_its_parent(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys, time\n"
        "from timeout_audit.fleet.executors import executor\n"
        "if __name__ == '__main__':\n"
        "    with executor('', 1) as pool:\n"
        "        print(pool.submit(os.getpid).result(), flush=True)\n"
        "        pool.submit(time.sleep, 60)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    script = lay(tmp_path, {"parent.py": code}) / "parent.py"
    done = subprocess.run([sys.executable, str(script)], check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == -signal.SIGKILL
    worker = int(done.stdout)
    for _ in range(200):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the worker is still there")
