"""The sets of files that are not the service itself, by name; each can be switched on."""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Set as AbstractSet

NEVER = frozenset({".git", ".hg", ".svn", ".bzr", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"})
"""Folders that hold no source of anybody's."""

_ENVIRONMENTS = ".venv .tox .nox .eggs .direnv .conda __pypackages__ site-packages"
_VENDORED = "node_modules bower_components vendor _vendor vendored third_party third-party thirdparty"

MEASURES = frozenset(
    {
        *("benchmark", "benchmarks", "cypress", "e2e", "loadtest", "loadtests", "load_test", "load_tests", "locust"),
        *("perf", "playwright"),
    }
)
"""Names of tests from outside and under load, which a package of the service may have, too: then it is the service."""

FOLDERS: dict[str, frozenset[str]] = {
    "environments": frozenset(_ENVIRONMENTS.split()),
    "vendored": frozenset(_VENDORED.split()),
    "generated": frozenset({"build", "dist", "_build", ".ipynb_checkpoints", ".terraform"}),
    "tests": frozenset({"tests", "test", "testing", "__tests__", "testdata", "test_data"}) | MEASURES,
    "migrations": frozenset({"migrations", "alembic"}),
    "examples": frozenset({"examples", "example", "samples", "tutorials"}),
    "docs": frozenset({"docs", "doc", "documentation"}),
}
"""Folder names by set. Python packages that happen to have such a name are left out with it: switch the set on."""

PACKAGES = FOLDERS["generated"]
"""Names that a package of the service may have, too: what a build writes holds no Python file at its top.

At the root of a repository such a folder is the service's own only if an image is built from a file in it.
"""


_MARKERS = {
    "environments": ({"pyvenv.cfg"}, {"conda-meta"}),
    "vendored": ({"certifi", "idna", "requests", "urllib3"},),
    "migrations": ({"env.py", "script.py.mako"},),
}
"""A folder that holds all of these names belongs to the set: ``requests`` beside what it needs was installed there."""

_COPIES = (
    {"abstract_channel.py", "basic_message.py", "method_framing.py"},  # amqp
    {"amqp_object.py", "channel.py", "spec.py"},  # pika
    {"awsrequest.py", "endpoint.py", "httpsession.py"},  # botocore
    {"client.py", "connection.py", "lock.py", "sentinel.py"},  # redis
    {"client.py", "matcher.py", "publish.py", "subscribe.py"},  # paho.mqtt
    {"client_reqrep.py", "connector.py", "hdrs.py"},  # aiohttp
    {"connections.py", "cursors.py", "optionfile.py"},  # pymysql
    {"dialects", "engine", "inspection.py", "orm"},  # sqlalchemy
    {"entity.py", "messaging.py", "pidbox.py"},  # kombu
    {"httpclient.py", "ioloop.py", "iostream.py"},  # tornado
    {"kex_group1.py", "sftp_client.py", "transport.py"},  # paramiko
    {"oauth1_session.py", "oauth2_session.py"},  # requests_oauthlib
    {"connectionpool.py", "filepost.py", "poolmanager.py"},  # urllib3
    {"rdataclass.py", "rdatatype.py", "resolver.py"},  # dns
    {"adapters.py", "hooks.py", "sessions.py", "status_codes.py"},  # requests
    {"_abnf.py", "_core.py", "_handshake.py"},  # websocket
    {"_client.py", "_config.py", "_models.py", "_transports"},  # httpx
)
"""What a copy of a library holds: its users are judged by what is known of the library, not by its copy."""
_OWN_PACKAGE = ("", "src/")


_OTHERS = """
.pyc .pyi .pyd .so .js .mjs .cjs .ts .tsx .jsx .vue .css .scss .less .svg .png .jpg .jpeg .gif .webp .ico .html .htm .md
.rst .txt .po .mo .map .lock .csv .sql .xml .woff .woff2 .ttf .pdf .ipynb .go .rs .java .rb .c .h .cpp
"""
_OTHER = frozenset(_OTHERS.split())
_OF_PM2 = ("ecosystem.", "pm2.", "process.", "processes.")


def cannot_start(name: str) -> bool:
    """Whether a file is by its name of a kind that starts no service: asked before the readers, who look closer.

    Of JSON files only a package's and those of hosting platforms start something, templates among them; of JavaScript
    only what pm2 reads.
    """
    _, dot, ending = name.rpartition(".")
    if ending == "json" and dot:
        lower = name.lower()  # spelt out, as translations have thousands of such files
        if "package" in lower or "railway" in lower or "task" in lower or "ecs" in lower:
            return False
        if "railpack" in lower or "dockerrun" in lower or lower.startswith(_OF_PM2):
            return False
        return not ("template" in lower or "stack" in lower or "formation" in lower or "cfn" in lower)
    return dot + ending in _OTHER and not name.lower().startswith(_OF_PM2)


def describes_image(name: str) -> bool:
    """Whether a file is by its name what an image is built from, which no build writes."""
    return name.lower().startswith(("dockerfile", "containerfile"))


def skipped_folders(sets: Collection[str]) -> frozenset[str]:
    """The folder names that are left out when ``sets`` are."""
    return NEVER.union(*(FOLDERS[name] for name in sets))


def marked(path: str, names: AbstractSet[str], sets: Collection[str]) -> bool:
    """Whether a folder (a path that ends in ``/``) with these entries belongs to one of ``sets`` by what it holds."""
    if any(name in sets and any(marker <= names for marker in markers) for name, markers in _MARKERS.items()):
        return True
    if "tests" in sets and _is_of_tests(path[:-1].rpartition("/")[2], names):
        return True
    if "vendored" not in sets or "__init__.py" not in names:
        return False
    # Where the repository is a library's own, its package is no copy.
    above = path[:-1].rpartition("/")
    return above[0] + above[1] not in _OWN_PACKAGE and any(copy <= names for copy in _COPIES)


# Steps of Django, which are numbered, and of Alembic, which have a digest or a time before their names.
_STEP = re.compile(r"\d{3}|[0-9a-f]{8,}_")
_OF_ALEMBIC = ("env.py", "script.py.mako", "versions")


def is_about_migrations(names: Collection[str]) -> bool:
    """Whether a folder named ``migrations`` is a package of the service, and holds no migrations itself."""
    return "__init__.py" in names and not any(one in _OF_ALEMBIC or _STEP.match(one) for one in names)


# What an application of a framework holds: one of laboratories' tests may have tests of its own.
_APPLICATION = frozenset({"apps.py", "migrations", "models.py", "urls.py", "views.py"})


def _is_of_tests(folder: str, names: AbstractSet[str]) -> bool:
    """Whether a folder such as ``browser_tests`` holds tests beside what they share."""
    if folder in MEASURES or not (folder.endswith("_tests") or folder.startswith("tests_")):
        return False
    holds = not names.isdisjoint(("conftest.py", "tests")) or any(map(named_as_test, names))
    return holds and names.isdisjoint(_APPLICATION)


_TEST_FILES = frozenset({"conftest.py", "tests.py", "noxfile.py", "test_settings.py", "settings_test.py"})
_PLUGINS = frozenset({"pytest_plugin.py", "pytest_plugins.py"})
_TEST = re.compile(rb"\b(?:pytest|unittest|def test_|def test\b|class \w*Test)")


def named_as_test(name: str) -> bool:
    """Whether a file's name is that of a test; what it holds decides."""
    return name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py") or name in _PLUGINS)


def holds_tests(data: bytes) -> bool:
    """Whether the text of a Python file has tests in it: a load script may be called ``load_test.py``."""
    return not data.strip() or _TEST.search(data) is not None


def file_in_sets(name: str, sets: Collection[str]) -> bool:
    """Whether a file belongs to one of ``sets`` by its own name."""
    if "tests" in sets and name in _TEST_FILES:
        return True
    return "generated" in sets and name.endswith(("_pb2.py", "_pb2_grpc.py", "_pb2.pyi"))
