"""The program behind the wrappers: never a word that only looks like one."""

from __future__ import annotations

import shlex

import pytest

from timeout_audit.link.launches.unwrap import unwrap
from timeout_audit.model.launch import Argument
from timeout_audit.model.place import Place
from timeout_audit.readers.commands import split_words
from timeout_audit.readers.source import Text


def arguments(line: str) -> tuple[Argument, ...]:
    words = split_words(Text.of_file("x", line), None)
    return tuple(Argument(word.literal or "", word.place, script=word.script) for word in words)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("uvicorn a:b", "uvicorn a:b"),
        ("exec uvicorn a:b", "uvicorn a:b"),
        ("exec -a name uvicorn a:b", "uvicorn a:b"),
        ("nohup nice -n 5 ionice -c 2 stdbuf -oL uvicorn a:b", "uvicorn a:b"),
        ("time -p uvicorn a:b", "uvicorn a:b"),
        ("timeout -k 5 30s uvicorn a:b", "uvicorn a:b"),
        ("timeout --signal=TERM 30 uvicorn a:b", "uvicorn a:b"),
        ("flock -n /tmp/lock uvicorn a:b", "uvicorn a:b"),
        ("numactl --cpunodebind=0 -m 0 uvicorn a:b", "uvicorn a:b"),
        ("taskset -c 0-3 chrt -r 1 uvicorn a:b", "uvicorn a:b"),
        ("pidproxy /run/web.pid uvicorn a:b", "uvicorn a:b"),
        ("fdmove -c 2 1 s6-notifyoncheck -d -n 30 uvicorn a:b", "uvicorn a:b"),
        ("systemd-run --user -p MemoryMax=1G uvicorn a:b", "uvicorn a:b"),
        ("strace -f -o trace torsocks uvicorn a:b", "uvicorn a:b"),
        ("summon -f secrets.yml envconsul -prefix web -upcase uvicorn a:b", "uvicorn a:b"),
        ("direnv exec . asdf exec uvicorn a:b", "uvicorn a:b"),
        ("mise exec python@3.12 -- scl enable devtoolset-9 -- uvicorn a:b", "uvicorn a:b"),
        ("mise run web", "mise run web"),
        ("env -u HOME PORT=80 NAME=x uvicorn a:b", "uvicorn a:b"),
        ("env -i uvicorn a:b", "uvicorn a:b"),
        ("sudo -E -u app PORT=80 uvicorn a:b", "uvicorn a:b"),
        ("sudo -u app -- uvicorn a:b", "uvicorn a:b"),
        ("gosu app uvicorn a:b", "uvicorn a:b"),
        ("/sbin/setuser app uvicorn a:b", "uvicorn a:b"),
        ("su-exec app:app uvicorn a:b", "uvicorn a:b"),
        ("s6-setuidgid app uvicorn a:b", "uvicorn a:b"),
        ("runuser -u app -- uvicorn a:b", "uvicorn a:b"),
        ("setpriv --reuid app --clear-groups uvicorn a:b", "uvicorn a:b"),
        ("chpst -u app uvicorn a:b", "uvicorn a:b"),
        ("tini -g -- uvicorn a:b", "uvicorn a:b"),
        ("/usr/bin/tini -s uvicorn a:b", "uvicorn a:b"),
        ("dumb-init --rewrite 15:3 uvicorn a:b", "uvicorn a:b"),
        ("catatonit -- uvicorn a:b", "uvicorn a:b"),
        ("poetry run uvicorn a:b", "uvicorn a:b"),
        ("poetry -C /app run uvicorn a:b", "uvicorn a:b"),
        ("pipenv run uvicorn a:b", "uvicorn a:b"),
        ("pdm run -p /app uvicorn a:b", "uvicorn a:b"),
        ("rye run uvicorn a:b", "uvicorn a:b"),
        ("hatch run uvicorn a:b", "uvicorn a:b"),
        ("hatch -e prod run uvicorn a:b", "uvicorn a:b"),
        ("pixi run -e prod uvicorn a:b", "uvicorn a:b"),
        ("conda run -n web --no-capture-output uvicorn a:b", "uvicorn a:b"),
        ("micromamba run -n web uvicorn a:b", "uvicorn a:b"),
        ("uv run uvicorn a:b", "uvicorn a:b"),
        ("uv --offline run --frozen --with x --extra y uvicorn a:b", "uvicorn a:b"),
        ("uv run -- uvicorn a:b", "uvicorn a:b"),
        ("uvx uvicorn a:b", "uvicorn a:b"),
        ("ddtrace-run uvicorn a:b", "uvicorn a:b"),
        ("newrelic-admin run-program uvicorn a:b", "uvicorn a:b"),
        ("opentelemetry-instrument --traces_exporter console --service_name x uvicorn a:b", "uvicorn a:b"),
        ("hupper -w x -m uvicorn a:b", "uvicorn a:b"),
        ("watchmedo auto-restart -d src --pattern=*.py -- uvicorn a:b", "uvicorn a:b"),
        ("watchmedo auto-restart -R --timeout 2 --ignore-pattern x uvicorn a:b", "uvicorn a:b"),
        ("watchfiles ./serve.py src", "./serve.py"),
        ("memray run -o x uvicorn a:b", "uvicorn a:b"),
        ("py-spy record -o x -- uvicorn a:b", "uvicorn a:b"),
        ("wait-for-it db:5432 -t 30 -- wait-for-it.sh mq:5672 -- uvicorn a:b", "uvicorn a:b"),
        ("dockerize -wait tcp://db:5432 -timeout 30s uvicorn a:b", "uvicorn a:b"),
        ("doppler run -- uvicorn a:b", "uvicorn a:b"),
        ("dotenv -f .env run uvicorn a:b", "uvicorn a:b"),
        ("infisical run --env=prod -- uvicorn a:b", "uvicorn a:b"),
        ("op run --env-file=x -- uvicorn a:b", "uvicorn a:b"),
        ("chamber exec service -- uvicorn a:b", "uvicorn a:b"),
        ("aws-vault exec profile -- uvicorn a:b", "uvicorn a:b"),
        ("python -m uvicorn a:b", "uvicorn a:b"),
        ("python3.12 -u -X dev -W ignore -m uvicorn a:b", "uvicorn a:b"),
        ("coverage run --source app -m uvicorn a:b", "uvicorn a:b"),
        ("python -m coverage run -m uvicorn a:b", "uvicorn a:b"),
        ("python -Xfrozen_modules=off -m debugpy --listen 0.0.0.0:5678 -m uvicorn a:b", "uvicorn a:b"),
        ("python /venv/bin/uvicorn a:b", "/venv/bin/uvicorn a:b"),
        ("/opt/venv/bin/python main.py serve", "main.py serve"),
        ("bash -x start.sh uvicorn", "start.sh uvicorn"),
        ("sh start.sh", "start.sh"),
        # Nothing is started by these, or something else.
        ("pip install uvicorn gunicorn", "pip install uvicorn gunicorn"),
        ("poetry install uvicorn", "poetry install uvicorn"),
        ("uv sync", "uv sync"),
        ("uv pip install uvicorn", "uv pip install uvicorn"),
        ("conda install uvicorn", "conda install uvicorn"),
        ("pkill -f uvicorn", "pkill -f uvicorn"),
        ("which uvicorn", "which uvicorn"),
        ("command -v uvicorn", ""),
        ("echo uvicorn a:b", "echo uvicorn a:b"),
        ("systemctl restart uvicorn", "systemctl restart uvicorn"),
        ("python -c pass", ""),
        ("newrelic-admin generate-config uvicorn", "newrelic-admin generate-config uvicorn"),
    ],
)
def test_the_program_is_what_is_left(line: str, left: str) -> None:
    assert " ".join(argument.text for argument in unwrap(arguments(line)).argv) == left


@pytest.mark.parametrize(
    ("line", "script", "rest"),
    [
        ("sh -c 'uvicorn a:b'", "uvicorn a:b", ""),
        ("bash -lc 'uvicorn a:b' name x", "uvicorn a:b", "name x"),
        ("bash -euxo pipefail -c 'uvicorn a:b'", "uvicorn a:b", ""),
        ("bash -o pipefail -ec 'uvicorn a:b'", "uvicorn a:b", ""),
        ("su - app -c 'uvicorn a:b'", "uvicorn a:b", ""),
        ("su -c 'uvicorn a:b' app", "uvicorn a:b", "app"),
        ("flock /tmp/lock -c 'uvicorn a:b'", "uvicorn a:b", ""),
        ("sudo -u app /bin/sh -c 'uvicorn a:b'", "uvicorn a:b", ""),
    ],
)
def test_a_script_given_as_text_is_found(line: str, script: str, rest: str) -> None:
    inner = unwrap(arguments(line))

    assert inner.script is not None
    assert inner.script.text == script
    assert " ".join(argument.text for argument in inner.argv) == rest


def test_settings_and_directory_of_wrappers_are_kept() -> None:
    inner = unwrap(arguments("env -C /srv PORT=80 sudo NAME='a b' uvicorn a:b"))

    assert [argument.text for argument in inner.assignments] == ["PORT=80", "NAME=a b"]
    assert inner.directory is not None
    assert inner.directory.text == "/srv"


def test_endless_wrapping_ends() -> None:
    inner = unwrap(arguments(shlex.join(["exec"] * 1000 + ["uvicorn"])))

    assert inner.argv[0].text == "exec"


def test_a_python_file_is_told_from_a_program() -> None:
    assert unwrap((Argument("python", Place("x", 1)), Argument("main.py", Place("x", 1)))).python
    assert not unwrap((Argument("sh", Place("x", 1)), Argument("main.sh", Place("x", 1)))).python
