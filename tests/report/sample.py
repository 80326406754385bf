"""A rich audit, made by hand: a finding of every kind, a wait in every state, places that are hard to show."""

from __future__ import annotations

from pathlib import Path

from timeout_audit.model.finding import Finding, Problem, Severity, Suppressed
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit, Project
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Blocks, Bound, Confidence, Layer, Remedy, State, Step, Wait
from timeout_audit.rules.registry import all_rules

FILES = {
    "Dockerfile": 'FROM python:3.12\nCMD ["uvicorn", "app:app"]\n',
    "app/db.py": (
        "from sqlalchemy import create_engine\n\n"
        "engine = create_engine(\n    URL,\n    pool_timeout=5,\n    echo=True,\n)\n"
    ),
    "app/clients.py": (
        "import httpx, requests\n\n\nasync def notify(url):\n    return requests.post(url, json={})\n\n\n"
        "client = httpx.AsyncClient()\nslow = httpx.Client(timeout=None)\n\n\n"
        'def héllo(名前):\n\tx = "' + "é" * 120 + '"; return requests.get(名前)\n'
    ),
    "app/queue.py": 'import pika\n\nparameters = pika.ConnectionParameters(host="broker")\n',
    "app/settings.py": "TIMEOUT = 10\n",
}


def write(root: Path) -> None:
    """Lay the sample's files out below ``root``."""
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


def wait(layer: Layer, api: str, state: State, place: Place, **more: object) -> Wait:
    """A wait; what concerns its bound is given with the rest."""
    names = ("seconds", "expression", "source", "reason", "steps")
    bound = Bound(state, **{name: more.pop(name) for name in names if name in more})  # type: ignore[arg-type]
    return Wait(layer, api, place, bound, **{"library": api.partition(".")[0], **more})  # type: ignore[arg-type]


def fix(text: str, place: Place, value: str = "10") -> Remedy:
    """A remedy that adds a keyword."""
    return Remedy(msg("{text}", text=text), "keyword", place, "timeout", value)


POST = Place("app/clients.py", 5, 12, 5, 39)
ENGINE = Place("app/db.py", 3, 10, 7, 2)
PIKA = Place("app/queue.py", 3, 14, 3, 55)
CLIENT = Place("app/clients.py", 8, 10, 8, 29)
SETTING = Place("app/settings.py", 1, 11, 1, 13)

WAITS = (
    wait(Layer.SERVER, "uvicorn", State.DEFAULT, Place("Dockerfile", 2, 1, 2, 27), seconds=5.0, role="launch"),
    wait(
        Layer.DATABASE,
        "sqlalchemy.create_engine",
        State.INEFFECTIVE,
        ENGINE,
        reason=msg("`{key}` ends when a connection is had", key="pool_timeout"),
        role="client",
        version="2.0.30",
        remedy=Remedy(msg('give `connect_args={"options": "-c statement_timeout=30000"}`')),
    ),
    wait(Layer.BROKER, "pika.ConnectionParameters", State.DEFAULT, PIKA, seconds=10.0, parameter="socket_timeout"),
    wait(Layer.BROKER, "pika.ConnectionParameters", State.NONE, PIKA, parameter="blocked_connection_timeout"),
    wait(
        Layer.HTTP,
        "requests.post",
        State.NONE,
        POST,
        blocks=Blocks.WORKER,
        version="2.32.3",
        function="notify",
        remedy=fix("requests.post(url, json={}, timeout=10)", POST),
        also=(Place("app/legacy.py", 70),),
        notes=(msg("a retry multiplies the wait"),),
        docs="https://requests.readthedocs.io/",
        steps=(Step(msg("no argument"), POST), Step(msg("no default"))),
    ),
    wait(Layer.HTTP, "requests.get", State.NONE, Place("app/clients.py", 13, 137, 13, 153), blocks=Blocks.THREAD),
    wait(Layer.HTTP, "httpx.AsyncClient", State.DEFAULT, CLIENT, seconds=5.0, role="client", version="0.28.1"),
    wait(Layer.HTTP, "httpx.AsyncClient.get", State.DEFAULT, Place("app/calls.py", 9, 5), seconds=5.0, source=CLIENT),
    wait(
        Layer.HTTP,
        "httpx.Client",
        State.DISABLED,
        Place("app/clients.py", 9, 8, 9, 34),
        role="client",
        expression="timeout=None",
        confidence=Confidence.MEDIUM,
    ),
    wait(
        Layer.HTTP,
        "requests.Session.get",
        State.UNKNOWN,
        Place("app/gone.py", 3, 5),
        reason=msg("the caller decides"),
    ),
    *(
        wait(Layer.HTTP, "requests.get", State.EXPLICIT, Place("app/calls.py", line, 5), seconds=10.0, source=SETTING)
        for line in range(20, 26)
    ),
    wait(Layer.HTTP, "requests.put", State.EXPLICIT, Place("app/calls.py", 40, 5), seconds=0.5),
    wait(Layer.HTTP, "requests.put", State.EXPLICIT, Place("app/calls.py", 41, 5), expression="settings.timeout"),
    wait(
        Layer.RESPONSE,
        "requests.get",
        State.NONE,
        Place("app/calls.py", 50, 5),
        parameter="close",
        role="response",
        reason=msg("where `{condition}`", condition="status != 200"),
    ),
    wait(Layer.RESPONSE, "requests.put", State.EXPLICIT, Place("app/calls.py", 51, 5), parameter="close"),
    wait(
        Layer.CACHE, "redis.Redis", State.NONE, Place("app/cache.py", 4, 9), parameter="socket_timeout", role="client"
    ),
)

PROBLEMS = (Problem("app/broken.py", 7, msg("this is no Python 3: {error}; rename it or exclude it", error="bad\x1b")),)


def audit(root: str) -> Audit:
    """The sample: what the rules find in ``WAITS``, in the order of the rules, and one finding that was silenced."""
    project = Project(root, WAITS)
    found = tuple(finding for rule in all_rules() for finding in rule.check(project))
    silenced = tuple(finding for finding in found if finding.layer is Layer.CACHE)
    hygiene = Finding(
        "TA901",
        "suppression-unused",
        Severity.WARNING,
        None,
        Place("app/settings.py", 1, 1),
        msg("it silences nothing"),
    )
    return Audit(
        project,
        (*(finding for finding in found if finding not in silenced), hygiene),
        PROBLEMS,
        files=34,
        suppressed=tuple(Suppressed(finding, "the cache is on this host") for finding in silenced),
    )
