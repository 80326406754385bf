"""Looks names and arguments up in the libraries themselves.

It is a program of its own, because some libraries change the process that imports them. It reads ``{"names": […],
"arguments": [[name, keyword, position, anywhere], …]}`` from stdin and writes what is wrong, a list of sentences, to
stdout.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
import warnings
from functools import reduce
from typing import Any

POSITIONS = 4
"""Arguments that stand further back are given by keyword by everyone."""


def find(name: str) -> Any:
    """The object that ``name`` imports; None for an attribute that only objects have.

    A package may have something else under the name of its module, as uvicorn has its command ``main``.

    Raises:
        AttributeError: where the library has no such name.

    """
    try:
        return _imported(name)
    except AttributeError:
        package, *attributes = name.split(".")
        return reduce(getattr, attributes, importlib.import_module(package))


def _imported(name: str) -> Any:
    parts = name.split(".")
    found: Any = importlib.import_module(parts[0])
    for end, part in enumerate(parts[1:], 2):
        if inspect.ismodule(found) and hasattr(found, "__path__"):
            try:
                found = importlib.import_module(".".join(parts[:end]))
                continue
            except ModuleNotFoundError as error:
                if error.name != ".".join(parts[:end]):
                    raise
        if inspect.isclass(found) and any(part in inspect.get_annotations(base) for base in found.__mro__):
            return None
        found = getattr(found, part)
    return found


def missing(name: str) -> str:
    """What is wrong with a name; "" for nothing."""
    try:
        find(name)
    except AttributeError:
        return f"{name} does not exist"
    return ""


def misplaced(name: str, keyword: str, position: int | None, anywhere: bool) -> str:
    """What is wrong with an argument of a call; "" for nothing, and where nothing can be known.

    ``anywhere`` says that its position is of no interest.
    """
    found = find(name)
    if keyword in getattr(found, "model_fields", {}):  # pydantic shows the alias alone
        return ""
    if anywhere and getattr(found, "model_config", {}).get("extra") == "ignore":  # it takes any, and forgets it
        return ""
    try:
        signature = inspect.signature(found)
    except (TypeError, ValueError):
        return ""
    parameters = [parameter for parameter in signature.parameters.values() if parameter.name not in ("self", "cls")]
    fault = _unknown(parameters, keyword) or ("" if anywhere else _misplaced(parameters, keyword, position))
    return f"{name}: {fault}" if fault else ""


def _unknown(parameters: list[inspect.Parameter], keyword: str) -> str:
    named = {parameter.name: parameter for parameter in parameters}
    if keyword not in named and all(parameter.kind is not inspect.Parameter.VAR_KEYWORD for parameter in parameters):
        return f"no argument {keyword!r}"
    if keyword in named and named[keyword].kind is inspect.Parameter.POSITIONAL_ONLY:
        return f"{keyword!r} is positional only"
    return ""


def _misplaced(parameters: list[inspect.Parameter], keyword: str, position: int | None) -> str:
    if position is None:
        index = next((i for i, parameter in enumerate(parameters) if parameter.name == keyword), POSITIONS)
        plain = index < POSITIONS and parameters[index].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
        return f"{keyword!r} has position {index}" if plain else ""
    if any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in parameters[: position + 1]):
        return ""
    if position >= len(parameters) or parameters[position].kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
        return f"no position {position}"
    there = parameters[position].name
    return "" if there == keyword else f"position {position} is {there!r}, not {keyword!r}"


def main() -> None:
    """Answer the question on stdin."""
    warnings.simplefilter("ignore")
    asked = json.load(sys.stdin)
    wrong = [missing(name) for name in asked["names"]] + [misplaced(*argument) for argument in asked["arguments"]]
    json.dump([fault for fault in wrong if fault], sys.stdout)


if __name__ == "__main__":
    main()
