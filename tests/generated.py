"""What is made from the code: the JSON Schema of the JSON format, and the README's tables of rules and libraries.

``python -m tests.generated`` writes both anew; tests fail while they are not current.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.catalogue.load import library_files
from timeout_audit.model.wait import Layer
from timeout_audit.report import interface
from timeout_audit.rules.documentation import all_documentation

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "timeout_audit" / "report" / "schema.json"
README = ROOT / "README.md"


def json_schema() -> str:
    """The schema of the JSON format, from the classes of ``report/interface.py``."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "timeout-audit --format json, version 1",
        "description": inspect.cleandoc(interface.__doc__ or "").partition("\n\n")[2],
        **msgspec.json.schema(interface.Report),
    }
    _tidy(schema)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _tidy(schema: object) -> None:
    """Docstrings to descriptions: one paragraph, Markdown's backticks. The same with every version of msgspec."""
    if isinstance(schema, dict):
        schema.pop("propertyNames", None)  # from 0.23 on
        if isinstance(description := schema.get("description"), str):
            schema["description"] = " ".join(description.replace("``", "`").split())
        for value in schema.values():
            _tidy(value)
    elif isinstance(schema, list):
        for value in schema:
            _tidy(value)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = (" | ".join(cell.replace("|", "\\|") for cell in row) for row in (heads, ("---",) * len(heads), *rows))
    return "".join(f"| {line} |\n" for line in lines)


def rules_table() -> str:
    """A row for each rule."""
    rows = [
        (page.rule.code, f"`{page.rule.name}`", page.rule.layer, page.rule.severity.value, page.title.rstrip("."))
        for page in all_documentation()
    ]
    return _table(("code", "name", "layer", "severity", "what it finds"), rows)


def libraries_table() -> str:
    """A row for each library, by layer."""
    layers = [layer.value for layer in Layer]
    order = sorted(library_files(), key=lambda file: (layers.index(file.library.layer), file.library.name))
    rows = [(file.library.layer, _linked(file), _defaults(file), _proven(file)) for file in order]
    return _table(("layer", "library", "waits, when nothing is set", "proven on"), rows)


def _linked(file: LibraryFile) -> str:
    return f"[{file.library.name}]({file.library.docs})"


def _defaults(file: LibraryFile) -> str:
    """How long its waits last by default: without an end, or the finite defaults, in the order of the file."""
    words: list[str] = []
    for wait in file.wait:
        limit = "" if wait.parameter == "timeout" else f"`{wait.parameter}` "
        for default in wait.default:
            value = limit + ("for ever" if default.seconds is None else f"{default.seconds:g} s")
            words.append(f"{value} ({default.versions})" if default.versions else value)
        if not wait.default and (wait.timeout or wait.query):
            words.append(f"{limit}for ever")
    return ", ".join(dict.fromkeys(words))


def _proven(file: LibraryFile) -> str:
    return file.library.proven or f"not proven: {file.library.unproven}"


TABLES: dict[str, Callable[[], str]] = {"rules": rules_table, "libraries": libraries_table}


def readme(text: str) -> str:
    """``text`` with each table anew between ``<!-- table: name -->`` and ``<!-- end -->``."""
    for name, make in TABLES.items():
        head, mark, rest = text.partition(f"<!-- table: {name} -->\n")
        if mark:
            text = f"{head}{mark}\n{make()}\n<!-- end -->{rest.partition('<!-- end -->')[2]}"
    return text


def refresh() -> None:
    """Write the schema and the tables."""
    SCHEMA.write_text(json_schema(), "utf-8")
    if README.exists():
        README.write_text(readme(README.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    refresh()
