"""What the cases cannot say: versions, the project's own programs, files that only a command names."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.link.launch_case import read_all
from timeout_audit.link.launches import Launched, link_launches
from timeout_audit.link.launches.show import show
from timeout_audit.model.place import Place
from timeout_audit.model.wait import Bound, Layer, Route, State, Wait

DOCKERFILE = 'FROM python:3.12\nCMD ["uvicorn", "shop:app", "--timeout-graceful-shutdown", "5"]\n'


def served(path: str, parameter: str = "keep-alive", function: str = "main", line: int = 9) -> Wait:
    """A call of ``uvicorn.run`` as the Python linker finds it."""
    bound = Bound(State.DEFAULT, 5.0) if parameter == "keep-alive" else Bound(State.NONE)
    return Wait(
        Layer.SERVER,
        "uvicorn.run",
        Place(path, line, 5),
        bound,
        library="uvicorn",
        parameter=parameter,
        function=function,
    )


def joined(files: dict[str, str], *servers: Wait) -> Launched:
    return link_launches(read_all(files), servers, paths=[*files, *(wait.place.path for wait in servers)])


def shown(launched: Launched) -> list[str]:
    return [f"{wait.place} {wait.bound.state.value} <- {' '.join(map(str, wait.also))}" for wait in launched.waits]


@pytest.mark.parametrize(
    ("version", "state"),
    [("0.20.0", State.INEFFECTIVE), ("0.22.0", State.EXPLICIT), ("0.100", State.EXPLICIT), ("", State.EXPLICIT)],
)
def test_an_option_that_the_pinned_version_does_not_know(version: str, state: State) -> None:
    launched = link_launches(read_all({"Dockerfile": DOCKERFILE}), pinned=lambda _name, _path: version)

    graceful = next(wait for wait in launched.waits if wait.parameter == "graceful-shutdown")
    assert graceful.bound.state is state
    assert graceful.version == version


def test_a_console_script_leads_to_its_function() -> None:
    files = {
        "pyproject.toml": '[project.scripts]\nshop = "shop.cli:main"\n',
        "Dockerfile": 'FROM python:3.12\nENTRYPOINT ["shop"]\nCMD ["serve"]\n',
        "Procfile": "web: poetry run shop serve\n",
    }

    launched = joined(files, served("src/shop/cli.py"), served("src/shop/other.py"))

    assert shown(launched) == [
        "src/shop/cli.py:9 default <- Dockerfile:2 Procfile:1",
        "src/shop/other.py:9 default <- ",
    ]
    assert show(launched.launches) == ["Dockerfile:2:13 shop serve", "Procfile:1:17 shop serve"]


def test_the_function_tells_calls_of_one_file_apart() -> None:
    files = {"pyproject.toml": '[tool.poetry.scripts]\nadmin = "shop.cli:admin"\n', "Procfile": "web: admin\n"}

    launched = joined(files, served("shop/cli.py", function="main"), served("shop/cli.py", function="admin", line=20))

    assert shown(launched) == ["shop/cli.py:9 default <- ", "shop/cli.py:20 default <- Procfile:1"]


def test_a_script_of_setup_py_and_one_that_two_projects_declare() -> None:
    files = {
        "setup.py": "setup(entry_points={'console_scripts': ['shop=shop.main:run']})\n",
        "one/pyproject.toml": '[project.scripts]\nboth = "one.main:run"\n',
        "two/pyproject.toml": '[project.scripts]\nboth = "two.main:run"\n',
        "Procfile": "web: shop\nother: both\n",
    }

    launched = joined(files, served("shop/main.py"), served("one/one/main.py"))

    assert shown(launched) == ["shop/main.py:9 default <- Procfile:1", "one/one/main.py:9 default <- "]


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("python -m shop", True),
        ("python -m shop.web", False),
        ("python shop/__main__.py", True),
        ("python -u ./shop/__main__.py --reload", True),
        ("python manage.py", False),
        ("python -c 'import shop'", False),
        ("ruff check shop", False),
    ],
)
def test_python_programs(command: str, found: bool) -> None:
    launched = joined({"Procfile": f"web: {command}\n"}, served("shop/__main__.py"), served("x/deep/shop/manage.py"))

    assert bool(launched.waits[0].also) is found
    assert not launched.waits[1].also


@pytest.mark.parametrize(
    ("command", "function", "found"),
    [
        ("shop database upgrade", "run_server", False),
        ("shop server start", "run_server", True),
        ("shop serve-api --port 80", "serve_api", True),
        ("shop --port 80", "run_server", True),
        ("shop migrate", "main", True),
        ("shop migrate", "cli", True),
        ("shop run --interval 300", "start_server", True),
        ("shop run --interval 300", "login", False),
        ("shop login", "login", True),
    ],
)
def test_the_sub_word_of_a_command_tells_whether_it_serves(command: str, function: str, found: bool) -> None:
    files = {"pyproject.toml": '[project.scripts]\nshop = "shop.cli:cli"\n', "Procfile": f"web: {command}\n"}

    assert bool(joined(files, served("shop/cli.py", function=function)).waits[0].also) is found


def test_a_module_that_hands_on_to_the_file_beside_it() -> None:
    files = {"Procfile": "web: python -m shop.server\nworker: python -m shop.worker\n"}

    launched = joined(files, served("shop/server/app.py"))

    assert shown(launched) == ["shop/server/app.py:9 default <- Procfile:1"]


def test_a_program_in_the_image_is_found_through_copy() -> None:
    files = {
        "backend/Dockerfile": 'FROM python:3.12\nWORKDIR /code\nCOPY app /code/app\nCMD ["python", "app/main.py"]\n',
        "other/main.py": "",
    }

    launched = joined(files, served("backend/app/main.py"), served("other/main.py"))

    assert shown(launched) == ["backend/app/main.py:9 default <- backend/Dockerfile:4", "other/main.py:9 default <- "]


def test_a_variable_that_only_the_command_reads_is_told_of_the_call() -> None:
    files = {"Dockerfile": 'FROM python:3.12\nENV UVICORN_TIMEOUT_KEEP_ALIVE=65\nCMD ["python", "main.py"]\n'}

    launched = joined(files, served("main.py"), served("main.py", "graceful-shutdown"))

    keep_alive, graceful = launched.waits
    assert keep_alive.bound.state is State.INEFFECTIVE
    assert keep_alive.bound.source == Place("Dockerfile", 2, 32, 2, 34)
    assert "uvicorn's own command" in str(keep_alive.bound.reason)
    assert graceful.bound.state is State.NONE


def test_a_bound_in_code_is_not_taken_back_by_a_variable() -> None:
    files = {"Dockerfile": 'FROM python:3.12\nENV UVICORN_TIMEOUT_KEEP_ALIVE=65\nCMD ["python", "main.py"]\n'}
    bounded = Wait(
        Layer.SERVER,
        "uvicorn.run",
        Place("main.py", 9, 5),
        Bound(State.EXPLICIT, 30.0),
        library="uvicorn",
        parameter="keep-alive",
    )

    assert joined(files, bounded).waits[0].bound.state is State.EXPLICIT


def test_a_limit_in_code_that_the_orchestrator_does_not_wait_for() -> None:
    text = "services:\n  api:\n    image: x\n    command: python main.py\n    stop_grace_period: 10s\n"
    files = {"compose.yml": text}
    graceful = Wait(
        Layer.SERVER,
        "uvicorn.run",
        Place("main.py", 9, 5),
        Bound(State.EXPLICIT, 30.0),
        library="uvicorn",
        parameter="graceful-shutdown",
    )

    wait = joined(files, graceful).waits[0]

    assert wait.role == "grace"
    assert str(wait.bound.reason) == "compose kills the process after 10 s, before these 30 s are over"


def test_scripts_that_call_each_other_end() -> None:
    files = {
        "a.sh": "#!/bin/sh\n. ./b.sh\n./b.sh\nuvicorn a:app\n",
        "b.sh": "#!/bin/sh\n. ./a.sh\nexec ./a.sh\n",
        "gunicorn": "#!/bin/sh\nexec gunicorn shop.wsgi\n",
        "Procfile": "web: ./gunicorn\n",
    }

    launched = joined(files)

    assert show(launched.launches) == ["a.sh:4:1 uvicorn a:app", "gunicorn:2:6 gunicorn shop.wsgi"]


@pytest.mark.parametrize(("command", "found"), [("shop server start a:b", True), ("shop database upgrade", False)])
def test_a_command_of_uvicorns_own_is_reached_by_its_words(command: str, found: bool) -> None:
    files = {"pyproject.toml": '[project.scripts]\nshop = "shop.cli:cli"\n', "Procfile": f"web: {command}\n"}
    added = replace(served("shop/cli.py", function=""), api="uvicorn.main")

    assert bool(joined(files, added).waits[0].also) is found


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("shop server develop", True),
        ("shop --config server.toml server --verbose develop --port 80", True),
        ("shop admin server develop", True),
        ("shop server $WHAT", True),
        ("shop server status --then develop", False),
        ("shop server", False),
        ("shop develop", False),
        ("shop --port 80", False),
        ("shop", True),
    ],
)
def test_a_route_tells_which_words_lead_to_a_call(command: str, found: bool) -> None:
    files = {"pyproject.toml": '[project.scripts]\nshop = "shop.cli:cli"\n', "Procfile": f"web: {command}\n"}
    routed = replace(served("shop/cli.py", function="develop"), route=Route((("server",), ("develop", "dev"))))

    assert bool(joined(files, routed).waits[0].also) is found
