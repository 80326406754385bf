"""Makes the trials of one library in one process, and tells what became of each.

Run as a program (never imported): it reads its orders from stdin and writes JSON to stdout, a line each. It needs the
standard library and the library under proof alone, so the interpreter may be any that has that library. It ends when
its orders are done, when its horizon has passed, or when stdin closes because its parent is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.metadata
import json
import os
import platform
import re
import sys
import threading
import time
import types
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1]
_STAGGER = 0.01
_SETUP = 2.0
_FIRST = 1.0  # in which the first trial imports what all need


def _find_package() -> None:
    """Make ``timeout_audit`` importable from the files beside this one, without the environment they lie in."""
    for name, folder in (("timeout_audit", PACKAGE), ("timeout_audit.proofs", PACKAGE / "proofs")):
        module = types.ModuleType(name)
        module.__path__ = [str(folder)]
        sys.modules[name] = module


def main() -> None:
    """Prove what stdin asks for; write the version first, then the outcomes."""
    sys.path[:] = [entry for entry in sys.path if Path(entry) != PACKAGE / "proofs"]
    _find_package()
    order = json.loads(sys.stdin.readline())
    try:
        version = next(filter(None, map(_version, order["distributions"])), "")
        for name, alias in order["alias"].items():
            sys.modules[name] = importlib.import_module(alias)
        recipe = importlib.import_module(f"timeout_audit.proofs.recipes.{order['recipe']}")
        shorten = getattr(recipe, "shorten", None)
        shortened = shorten(order["short"]) if shorten and order["short"] else ()
    except Exception as error:  # noqa: BLE001 - importing a library may raise anything
        _say({"missing": f"{type(error).__name__}: {error}"})
        return
    if not version:
        _say({"missing": f"{order['distributions'][0]} is not installed"})
        return
    threading.Thread(target=_end_with_parent, daemon=True).start()
    runs = [_Run(number, trial, order["ports"]) for number, trial in enumerate(order["trials"])]
    for run in runs:
        run.start()
        deadline = time.monotonic() + _SETUP
        while not (run.trial.started or run.ended) and time.monotonic() < deadline:
            time.sleep(_STAGGER)
        time.sleep(_STAGGER if run.number else _FIRST)
    end = time.monotonic() + order["horizon"]
    quick = time.monotonic() + _SETUP
    while time.monotonic() < quick and not all(run.ended for run in runs):
        time.sleep(_STAGGER)
    _say({"started": len(runs)})
    for run in runs:
        run.thread.join(max(0.0, end - time.monotonic()))
    versions = {name: _version(name) for name in order["others"]}
    _say(
        {"version": version, "versions": versions, "shortened": shortened, "outcomes": [run.outcome() for run in runs]}
    )
    os._exit(0)  # threads that hang cannot be joined


def _say(value: Any) -> None:
    sys.__stdout__.write(json.dumps(value) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


def _version(distribution: str) -> str:
    """The installed version of a distribution, "" where it is not installed."""
    if distribution == "python":
        return platform.python_version()
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.version(distribution)
    return ""


class _Run:
    """One trial in a thread of its own, which may hang for ever."""

    def __init__(self, number: int, fields: dict[str, Any], ports: dict[str, int]) -> None:
        from timeout_audit.proofs.recipe import Trial  # noqa: PLC0415 - importable only now

        self.number = number
        self.error: BaseException | None = None
        self.ended = 0.0
        self.globally = fields.pop("globally", None)
        self.trial = Trial(name=fields["name"], ports=ports)
        self.fields = fields
        self.thread = threading.Thread(target=self._try, daemon=True)

    def start(self) -> None:
        self.thread.start()

    def _try(self) -> None:
        from timeout_audit.catalogue.names import split_option  # noqa: PLC0415 - importable only now
        from timeout_audit.proofs.recipe import UnprovableError, named, recipe_for  # noqa: PLC0415 - importable only now

        try:
            for name, value in self.fields.items():
                setattr(self.trial, name, _value(value))
            if self.globally:
                function, option = split_option(self.globally[0])
                named(function)(*([named(option)] if option else []), self.globally[1])
            make = recipe_for(self.trial.name)
            if make is None:
                raise UnprovableError("no recipe makes this call")
            make(self.trial)
        except BaseException as error:  # noqa: BLE001 - whatever ends the call is the outcome
            self.error = error
        self.ended = time.monotonic()

    def outcome(self) -> dict[str, Any]:
        """What became of the trial: how long it took, what it raised, or the line where it hangs."""
        from timeout_audit.proofs.recipe import UnprovableError  # noqa: PLC0415 - importable only now

        if isinstance(self.error, UnprovableError):
            return {"unprovable": str(self.error)}
        started = self.trial.started
        if not self.ended:
            return {"ended": False, "seconds": time.monotonic() - started if started else 0.0, "where": self._where()}
        error = type(self.error)
        return {
            "ended": True,
            "seconds": (self.trial.ended or self.ended) - started if started else 0.0,
            "error": "" if self.error is None else error.__name__,
            "message": "" if self.error is None else str(self.error)[:300],
        }

    def _where(self) -> str:
        """The innermost line of a library where a thread or task hangs."""
        places: list[tuple[str, int, str]] = []
        loop = self.trial.loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):
                tasks = sorted(asyncio.all_tasks(loop), key=lambda task: task.get_name())
                places = next((found for task in tasks if (found := _awaiting(task.get_coro()))), [])
        if not places:
            places = _frames(sys._current_frames().get(self.thread.ident or 0))
        return _shown(places)


def _frames(frame: types.FrameType | None) -> list[tuple[str, int, str]]:
    """The lines of a thread, the innermost last."""
    places: list[tuple[str, int, str]] = []
    while frame is not None:
        places.insert(0, (frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    return places


def _awaiting(awaitable: Any) -> list[tuple[str, int, str]]:
    """The lines that a coroutine waits at, the innermost last."""
    places = []
    while awaitable is not None:
        frame = getattr(awaitable, "cr_frame", None) or getattr(awaitable, "gi_frame", None)
        if frame is not None:
            places.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        awaitable = getattr(awaitable, "cr_await", None) or getattr(awaitable, "gi_yieldfrom", None)
    return places


def _shown(places: list[tuple[str, int, str]]) -> str:
    """The innermost line of a library (else of the standard library): ``urllib3/connection.py:571 getresponse``."""
    outside = [place for place in places if not Path(place[0]).is_relative_to(PACKAGE) and place[0][0] != "<"]
    libraries = [place for place in outside if "site-packages" in place[0] or "dist-packages" in place[0]]
    for path, line, function in reversed(libraries or outside):
        root = re.split(r"(?:site|dist)-packages[/\\]|python3\.\d+[/\\]", path)[-1]
        return f"{root}:{line} {function}"
    return ""


def _value(value: Any) -> Any:
    """An argument out of its JSON form: tuples, calls and named objects are written as one-key tables."""
    from timeout_audit.proofs.recipe import named  # noqa: PLC0415 - importable only now

    if isinstance(value, list):
        return [_value(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$tuple" in value:
        return tuple(_value(item) for item in value["$tuple"])
    if "$name" in value:
        return named(value["$name"])
    if "$call" in value:
        return named(value["$call"])(**_value(value["arguments"]))
    return {key: _value(item) for key, item in value.items()}


if __name__ == "__main__":
    main()
