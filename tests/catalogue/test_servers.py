"""The catalogue of servers says nothing that contradicts itself, or the servers that are installed here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest

from timeout_audit.catalogue.load import base_images, server_files, wrappers
from timeout_audit.catalogue.server import ServerFile

SERVERS = pytest.mark.parametrize("file", server_files(), ids=lambda file: file.server.name)


def by_name(name: str) -> ServerFile:
    return next(file for file in server_files() if file.server.name == name)


def test_a_program_belongs_to_one_server() -> None:
    programs = [program for file in server_files() for program in (*file.server.programs, *file.server.modules)]
    names = {name for wrapper in wrappers() for name in wrapper.names}

    assert len([*programs]) - len(set(programs)) == sum(
        len(set(file.server.programs) & set(file.server.modules)) for file in server_files()
    )
    assert names.isdisjoint(programs)


@SERVERS
def test_options_are_one_thing_each(file: ServerFile) -> None:
    limits = {option for limit in file.limit for option in limit.options}
    decoys = {option for decoy in file.decoy for option in decoy.options}
    others = {*file.server.flags, *file.server.stops, *file.server.worker, *file.server.env_file}

    assert limits.isdisjoint(decoys)
    assert limits.isdisjoint(others)
    assert decoys.isdisjoint(others)
    assert set(file.server.flags).isdisjoint(file.configuration.options)


@SERVERS
def test_every_limit_says_how_to_set_it(file: ServerFile) -> None:
    parameters = [limit.parameter for limit in file.limit]

    assert len(parameters) == len(set(parameters))
    assert all(bool(limit.options) == bool(limit.advice) for limit in file.limit)
    assert all(limit.options or limit.remedy for limit in file.limit)
    assert {decoy.parameter for decoy in file.decoy} <= set(parameters)
    assert {decoy.parameter for variant in file.variant for decoy in variant.decoys} <= set(parameters)
    assert file.server.proven or file.server.unproven


def test_base_images_start_a_server_of_the_catalogue() -> None:
    programs = {program for file in server_files() for program in file.server.programs}

    assert all(image.command[0] in programs for image in base_images().values())
    assert all(":" not in name for name in base_images())


def click_options(module: str, command: str) -> Iterator[tuple[str, bool]]:
    """Every option of an installed click command, and whether it takes no value."""
    pytest.importorskip(module.partition(".")[0])
    for parameter in getattr(import_module(module), command).params:
        if parameter.param_type_name == "option":
            for name in (*parameter.opts, *parameter.secondary_opts):
                yield name, parameter.is_flag


@pytest.mark.parametrize(
    ("name", "module", "command"),
    [("uvicorn", "uvicorn.main", "main"), ("granian", "granian.cli", "cli"), ("flask run", "flask.cli", "run_command")],
)
def test_flags_and_options_are_those_of_the_installed_server(name: str, module: str, command: str) -> None:
    known = dict(click_options(module, command))
    file = by_name(name)
    flags = {option for option, flag in known.items() if flag} - set(file.server.stops)

    assert flags <= set(file.server.flags), "a flag that the catalogue would give the next word to"
    assert not {option for option, flag in known.items() if not flag} & set(file.server.flags)
    assert {option for limit in file.limit for option in limit.options} <= set(known)
    assert {option for decoy in file.decoy for option in decoy.options}.isdisjoint(known)


def test_flags_and_options_are_those_of_the_installed_gunicorn() -> None:
    pytest.importorskip("gunicorn")
    settings = import_module("gunicorn.config").KNOWN_SETTINGS
    # ``--proxy-protocol`` was a flag and now takes a value, or none.
    flagged = ("store_true", "store_false", "store_const")
    known = {
        option: setting.action in flagged or setting.nargs == "?"
        for setting in settings
        for option in setting.cli or ()
    }
    file = by_name("gunicorn")
    flags = {option for option, flag in known.items() if flag}

    assert flags - set(file.server.stops) <= set(file.server.flags)
    assert not {option for option, flag in known.items() if not flag} & set(file.server.flags)
    assert {option for limit in file.limit for option in limit.options} <= set(known)
    assert {option for decoy in file.decoy for option in decoy.options}.isdisjoint(known)
    defaults = {setting.name: setting.default for setting in settings}
    assert {limit.config: limit.default for limit in file.limit} == {
        limit.config: defaults[limit.config] for limit in file.limit
    }
    assert {name for decoy in file.decoy for name in decoy.config}.isdisjoint(defaults)
