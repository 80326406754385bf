"""The fix is written in the words of the launcher, and of the file that it stands in."""

from __future__ import annotations

import pytest

from tests.link.launch_case import read_all
from timeout_audit.fix.document import Document, apply
from timeout_audit.fix.launches.edits import launch_edits
from timeout_audit.link.launches import link_launches
from timeout_audit.model.wait import Wait
from timeout_audit.readers.registry import read_launch_file

IMAGE = "FROM python:3.12\n"
SERVICE = "services:\n  api:\n    image: x\n"


def wait(files: dict[str, str], parameter: str) -> Wait:
    launched = link_launches(
        read_all(files),
        open_file=lambda path, kind: read_launch_file(path, files[path].encode(), kind) if path in files else None,
        paths=files,
    )
    return next(one for one in launched.waits if one.parameter == parameter)


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({"Dockerfile": IMAGE + 'CMD ["uvicorn", "a:b"]\n'}, 'add "--timeout-keep-alive", "65" to CMD'),
        ({"Dockerfile": IMAGE + "CMD uvicorn a:b\n"}, "add --timeout-keep-alive 65 to CMD"),
        (
            {"Dockerfile": IMAGE + 'ENTRYPOINT ["uvicorn", "a:b"]\nCMD ["--port", "80"]\n'},
            'add "--timeout-keep-alive", "65" to CMD',
        ),
        ({"Dockerfile": IMAGE + 'CMD ["sh", "-c", "uvicorn a:b"]\n'}, "add --timeout-keep-alive 65 to CMD"),
        (
            {
                "Dockerfile": IMAGE + 'COPY start.sh /\nENTRYPOINT ["/start.sh"]\nCMD ["uvicorn", "a:b"]\n',
                "start.sh": '#!/bin/sh\nexec "$@"\n',
            },
            'add "--timeout-keep-alive", "65" to CMD',
        ),
        ({"compose.yml": SERVICE + "    command: uvicorn a:b\n"}, "add --timeout-keep-alive 65 to command"),
        (
            {"compose.yml": SERVICE + "    command: [uvicorn, a]\n"},
            'add the items "--timeout-keep-alive" and "65" to command',
        ),
        ({"Procfile": "web: uvicorn a:b\n"}, "add --timeout-keep-alive 65 to web:"),
        ({"x.service": "[Service]\nExecStart=/bin/uvicorn a:b\n"}, "add --timeout-keep-alive 65 to ExecStart"),
        ({"start.sh": "#!/bin/sh\nuvicorn a:b\n"}, "add --timeout-keep-alive 65 to the command"),
        ({"Procfile": "web: gunicorn -k uvicorn_worker.UvicornWorker a:b\n"}, "add --keep-alive 65 to web:"),
        ({"Procfile": "web: hypercorn a:b\n"}, "add --keep-alive 65 to web:"),
        ({"Procfile": "web: granian a:b\n"}, "add --http1-header-read-timeout 65000 to web:"),
        (
            {"Procfile": "web: uvicorn a:b --keep-alive 5\n"},
            "write --timeout-keep-alive 65 instead of --keep-alive",
        ),
        ({"Procfile": "web: uvicorn a:b --timeout-keep-alive x\n"}, "give --timeout-keep-alive a value such as 65"),
        ({"Procfile": "web: gunicorn a:b\n", "gunicorn.conf.py": "keep_alive = 5\n"}, "write keepalive = 65"),
        (
            {"Procfile": "web: fastapi run ./app/main.py\n"},
            "start it with uvicorn: `uvicorn app.main:app --timeout-keep-alive 65`; `fastapi run` has no option for it",
        ),
        (
            {"Procfile": "web: fastapi run\n"},
            "start it with uvicorn: `uvicorn main:app --timeout-keep-alive 65`; `fastapi run` has no option for it",
        ),
    ],
)
def test_the_fix_speaks_the_language_of_its_file(files: dict[str, str], text: str) -> None:
    remedy = wait(files, "keep-alive").remedy

    assert remedy is not None
    assert str(remedy.text) == text


def test_what_is_set_needs_no_fix() -> None:
    assert wait({"Procfile": "web: uvicorn a:b --timeout-keep-alive 5\n"}, "keep-alive").remedy is None


@pytest.mark.parametrize(
    "text",
    [
        'CMD ["uvicorn", "a:b"]\n',
        "CMD exec uvicorn a:b --port ${PORT:-80}\n",
        'CMD ["sh", "-c", "alembic upgrade head && uvicorn \'a:b\'"]\n',
        'CMD ["uvicorn", \\\n  "a:b"]\n',
        'ENV PORT=80\nCMD ["uvicorn", "a:b", "--port", "80"]\n',
    ],
)
def test_a_fix_that_was_made_is_found_when_it_is_read_again(text: str) -> None:
    remedy = wait({"Dockerfile": IMAGE + text}, "keep-alive").remedy

    assert remedy is not None
    assert remedy.refused is None
    document = Document("Dockerfile", (IMAGE + text).encode(), python=False)
    again = apply(document.text, launch_edits(document, remedy))
    assert wait({"Dockerfile": again}, "keep-alive").bound.seconds == 65


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (
            {"Dockerfile": IMAGE + "ENV PORT=80\nCMD uvicorn a:b --port $PORT\n"},
            "the end of the command stands in a variable",
        ),
        (
            {"start.sh": "#!/bin/sh\nREST=a:b\nexec uvicorn --port 80 $REST\n"},
            "the end of the command stands in a variable",
        ),
        ({"Procfile": "web: uvicorn -- a:b\n"}, "options cannot follow after `--`"),
        (
            {"start.sh": '#!/bin/sh\n[ -n "$X" ] && REST=--reload\nexec uvicorn a:b $REST\n'},
            "the end of the command is only known when it runs",
        ),
    ],
)
def test_where_no_words_can_be_added_the_fix_says_why(files: dict[str, str], reason: str) -> None:
    remedy = wait(files, "keep-alive").remedy

    assert remedy is not None
    assert str(remedy.refused) == reason


def test_a_fix_for_a_shutdown_names_who_ends_it() -> None:
    files = {"compose.yml": SERVICE + "    command: uvicorn a:b --timeout-graceful-shutdown 30\n"}

    remedy = wait(files, "graceful-shutdown").remedy

    assert remedy is not None
    assert str(remedy.text) == "give it less than the 10 s of compose, or have compose wait longer"
