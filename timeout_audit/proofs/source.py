"""Trials as somebody would write them."""

from __future__ import annotations

from typing import Any

from timeout_audit.catalogue.names import split_option


def shown(name: str, parameter: str, **trial: Any) -> str:
    """The trial of ``name`` in one line of text."""
    owner, _, method = name.rpartition(".")
    made = source(trial.get("client", {}))
    shown = f"{owner}({made}).{method}" if made else name
    text = f"{shown}({source(trial.get('arguments', {}))})"
    if trial.get("driver"):
        text += f" through {trial['driver']}"
    for attribute, value in trial.get("attributes", {}).items():
        text += f"; .{attribute} = {literal(value)}"
    for method, option, value in trial.get("setters", ()):
        given = option if option.endswith("=") else f"{option}, " if option else ""
        text += f"; .{method}({given}{value})"
    for variable, value in trial.get("settings", {}).items():
        text += f" under {variable} = {literal(value)}"
    for key, value in trial.get("query", {}).items():
        text += f" at ?{key}={value}"
    if trial.get("globally"):
        function, option = split_option(trial["globally"][0])
        text = f"{function}({f'{option}, ' if option else ''}1); {text}"
    if trial.get("body"):
        text += ": back before the body"
    if trial.get("making"):
        text += ": while it is made"
    return text if parameter in ("timeout", "") else f"{text} [{parameter}]"


def source(arguments: dict[str, Any]) -> str:
    """Keyword arguments."""
    return ", ".join(f"{name}={literal(value)}" for name, value in arguments.items())


def literal(value: Any) -> str:
    """One argument; a sample that only the recipe knows is "..."."""
    if isinstance(value, dict):
        if "$tuple" in value:
            return f"({', '.join(literal(item) for item in value['$tuple'])})"
        if "$name" in value:
            return str(value["$name"])
        if "$sample" in value:
            return "..."
        if "$call" in value:
            return f"{value['$call']}({source(value['arguments'])})"
        return "{" + ", ".join(f"{key!r}: {literal(item)}" for key, item in value.items()) + "}"
    return repr(value)
