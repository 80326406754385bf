"""How far things are followed through a project: to every wait, and no further."""

from __future__ import annotations

import pytest

from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.vocabulary import build_vocabulary
from timeout_audit.gather import facts_of, gather
from timeout_audit.model.python import PythonFile
from timeout_audit.readers.python.crew import Crew

CREW = Crew(build_vocabulary(library_files()))


def followed(files: dict[str, str]) -> set[str]:
    """The files that are read for facts."""
    return {path for path, facts in facts_in(files).items() if facts.calls or facts.functions or facts.bindings}


def facts_in(files: dict[str, str]) -> dict[str, PythonFile]:
    with CREW.at_work():
        return facts_of(gather(sorted(files), lambda path: files[path].encode(), CREW), CREW)


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
    assert [function.qualname for function in facts_in(files)["main.py"].functions] == ["run"]


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


REPLY = "import requests\n\ndef fetch(url){}:\n    reply = requests.get(url, timeout=1)\n    return reply\n"
USE = "from fetch import fetch\n\ndef use():\n    return fetch('/')\n"


@pytest.mark.parametrize("annotation", ["", " -> Any", " -> requests.Response", " -> dict", " -> list[Reply]"])
def test_what_may_be_a_response_is_followed(annotation: str) -> None:
    assert followed({"fetch.py": REPLY.format(annotation), "use.py": USE}) == {"fetch.py", "use.py"}


@pytest.mark.parametrize(
    "annotation",
    ["str", "None", "int | None", "Optional[typing.List[bytes]]", "'dict[str, float]'", "Literal['a', 'b']"],
)
def test_mere_data_is_no_response(annotation: str) -> None:
    assert followed({"fetch.py": REPLY.format(f" -> {annotation}"), "use.py": USE}) == {"fetch.py"}


def test_what_an_error_holds_is_not_followed() -> None:
    files = {
        "errors.py": "class RefusedError(Exception):\n    def __init__(self, client):\n        self.client = client\n",
        "fetch.py": "import errors\nimport httpx\n\n"
        "def fetch(client: httpx.Client):\n    raise errors.RefusedError(client)\n",
        "use.py": "import errors\n\ndef use(error: errors.RefusedError):\n    return error.client.name\n",
    }
    assert followed(files) == {"fetch.py"}


API = "import httpx\n\nclass Api:\n    def __init__(self, **options):\n        self.http = httpx.Client(**options)\n"
MODELS = """
from api import Api

class Plain(Base):
    def __init__(self, **fields):
        super().__init__(**fields)

class Heir(Api):
    def __init__(self, **options):
        super().__init__(**options)
"""


def test_a_constructor_hands_on_what_those_of_its_bases_take() -> None:
    files = {
        "api.py": API,
        "models.py": MODELS,
        "use.py": "from models import Heir\n\ndef use():\n    return Heir(timeout=1)\n",
        "other.py": "from models import Plain\n\ndef other():\n    return Plain(name='')\n",
    }
    assert followed(files) == {"api.py", "models.py", "use.py"}


def test_super_is_the_class_that_it_stands_in() -> None:
    files = {
        "api.py": "import requests\n\nclass Api(requests.Session):\n    pass\n\n"
        "class Rows(Model):\n    def put(self, **fields):\n        return super().put(**fields)\n",
        "use.py": "from api import Rows\n\ndef use():\n    return Rows().put(name='')\n",
    }
    assert followed(files) == {"api.py"}


ORDER = """
import requests

class Order(Model):
    def announce(self, **options):
        return requests.post(self.url, **options)
"""
CONCERNED = {
    "uses a member": "def use(order: Order):\n    order.announce(timeout=1)\n",
    "makes one": "def use():\n    return hand(Order())\n",
    "makes one in the next line": "def use():\n    return hand(Order (\n        1))\n",
    "has an heir": "class Gift(\n    Other, Order\n):\n    def more(self):\n        self.announce()\n",
    "says that it gives one": "def current() -> Order | None:\n    return found\n",
    "says that it holds one": "current: 'Order' = find()\n",
}
UNCONCERNED = {
    "asks for rows": "def use(session, key):\n    return session.query(Order).filter(Order.key == key).one()\n",
    "takes one": "def use(order: Order, others: list[Order]):\n    return order.key, others\n",
    "looks at it": "def use(one):\n    return isinstance(one, Order) and one.orders(Orders())\n",
}


@pytest.mark.parametrize("text", CONCERNED.values(), ids=CONCERNED)
@pytest.mark.parametrize("through", ["order", "shop"])
def test_a_class_is_followed_to_who_has_to_do_with_it(text: str, through: str) -> None:
    files = {
        "shop/order.py": ORDER,
        "shop/__init__.py": "from shop.order import Order\n",
        "use.py": f"from {through.replace('order', 'shop.order')} import Order\n\n{text}",
    }
    assert followed(files) == {"shop/order.py", "use.py"}


@pytest.mark.parametrize("text", UNCONCERNED.values(), ids=UNCONCERNED)
def test_a_class_is_followed_to_nobody_else(text: str) -> None:
    files = {"order.py": ORDER, "use.py": f"from order import Order\n\n{text}"}
    assert followed(files) == {"order.py"}


def test_who_was_not_concerned_may_be_with_what_is_learned_later() -> None:
    files = {
        "order.py": "from api import Api\n\nclass Order(Model):\n"
        "    def announce(self, **options):\n        return requests.post(self.url, **options)\n\n"
        "    def ask(self, api: Api, **options):\n        return api.http.get('/', **options)\n",
        "api.py": API,
        "use.py": "from order import Order\n\ndef use(order: Order, api):\n    return order.ask(api, timeout=1)\n",
    }
    files["order.py"] = f"import requests\n{files['order.py']}"
    assert followed(files) == {"order.py", "api.py", "use.py"}


def test_modules_that_hand_a_class_to_each_other_come_to_an_end() -> None:
    files = {
        "order.py": ORDER,
        "one.py": "from order import Order\nfrom two import Order\n",
        "two.py": "from one import Order\n",
        "use.py": "from two import Order\n\ndef use(order: Order):\n    order.announce()\n",
    }
    assert followed(files) == {"order.py", "use.py"}
