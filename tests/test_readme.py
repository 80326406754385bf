"""What the README says is so."""

from __future__ import annotations

import re
from pathlib import Path

from click import Option

from tests.readme import README, outputs
from timeout_audit.cli.commands import audit, fleet
from timeout_audit.config.parse import parse_config
from timeout_audit.config.schema import Config
from timeout_audit.report.registry import format_names

TEXT = README.read_text("utf-8")


def test_the_outputs_are_current() -> None:
    assert outputs(TEXT) == TEXT, "run python -m tests.readme"
    assert "<!-- output of service" in TEXT


def test_its_configuration_is_one() -> None:
    blocks = [block for block in re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL) if "timeout-audit" in block]
    assert blocks
    for block in blocks:
        assert parse_config(block, "pyproject.toml") is not None


def test_every_key_of_the_configuration_is_in_it() -> None:
    keys = {field.replace("_", "-") for field in Config.__struct_fields__}
    assert {key for key in keys if f"`{key}`" not in TEXT} == set()


def test_every_format_is_in_it() -> None:
    assert {name for name in format_names() if f"`{name}`" not in TEXT} == set()


def test_the_options_that_it_names_are_there() -> None:
    named = set(re.findall(r"`(--[a-z-]+)", TEXT))
    params = [param for command in (audit.COMMAND, fleet.COMMAND) for param in command.params]
    options = {name for param in params if isinstance(param, Option) for name in (*param.opts, *param.secondary_opts)}
    assert named - options - {"--lang", "--version", "--help", "--all"} - _of_servers(named) == set()


def _of_servers(named: set[str]) -> set[str]:
    """Options of the servers that the README speaks of."""
    return {name for name in named if name.startswith("--timeout")}


def test_the_files_that_it_links_to_are_there() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", TEXT)
    assert [link for link in links if not (Path(README.parent) / link).exists()] == []
