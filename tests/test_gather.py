"""How far things are followed through a project: to every wait, and no further."""

from __future__ import annotations

from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.vocabulary import build_vocabulary
from timeout_audit.gather import gather
from timeout_audit.readers.python.crew import Crew

CREW = Crew(build_vocabulary(library_files()))


def followed(files: dict[str, str]) -> set[str]:
    """The files that are read for facts."""
    gathered = gather(sorted(files), lambda path: files[path].encode(), CREW)
    return {path for path, facts in gathered.files.items() if facts.calls or facts.functions or facts.bindings}


def test_a_session_is_followed_through_an_attribute_of_anything() -> None:
    files = {
        "start.py": "import httpx\n\ndef start(app):\n    app.state.client = httpx.Client(timeout=None)\n",
        "use.py": "def use(request):\n    return request.app.state.client.get('/')\n",
        "other.py": "def other(request):\n    return request.app.state.name.upper()\n",
    }
    assert followed(files) == {"start.py", "use.py"}


def test_the_items_of_what_cannot_be_followed_are_not() -> None:
    files = {
        "start.py": "import requests\n\ndef start(hub):\n    hub.data['session'] = requests.Session()\n",
        "use.py": "def use(hub):\n    return hub.data['name'].upper()\n",
    }
    assert followed(files) == {"start.py"}


def test_a_timeout_is_no_object_to_follow() -> None:
    files = {
        "main.py": "import httpx\nfrom send import send\n\n"
        "def run(url, timeout: httpx.Timeout):\n    send(url, timeout)\n    return httpx.get(url, timeout=timeout)\n",
        "send.py": "def send(url, timeout):\n    return print(url, timeout)\n",
    }
    assert "send.py" not in followed(files)


def test_what_a_builtin_is_given_leads_nowhere() -> None:
    files = {
        "main.py": "import requests\n\n"
        "def run(session: requests.Session):\n    if isinstance(session, object):\n        session.get('/')\n\n"
        "def other(value):\n    return isinstance(value, str)\n",
    }
    gathered = gather(sorted(files), lambda path: files[path].encode(), CREW)
    assert [function.qualname for function in gathered.files["main.py"].functions] == ["run"]


def test_a_response_is_no_object_to_wait_on() -> None:
    files = {
        "main.py": "import requests\nfrom parse import parse\n\nsession = requests.Session()\n\n"
        "def run():\n    response = session.get('/', timeout=1)\n    return parse(response)\n",
        "parse.py": "def parse(response):\n    return response.json()\n",
    }
    assert followed(files) == {"main.py"}


def test_modules_that_import_each_other_come_to_an_end() -> None:
    files = {f"m{number}.py": f"import m{(number + 1) % 9}\nimport m{(number + 5) % 9}\n" for number in range(9)}
    files["m0.py"] += "import requests\n\ndef fetch(url):\n    return requests.get(url)\n"
    files["m8.py"] += "\ndef use():\n    return m0.fetch('/')\n"
    assert followed(files) == {"m0.py", "m8.py"}
