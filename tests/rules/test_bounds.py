from itertools import product

import pytest
from msgspec.structs import replace

from tests.report.sample import wait
from timeout_audit.model.finding import Severity
from timeout_audit.model.place import Place
from timeout_audit.model.project import Project
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Blocks, Layer, Remedy, State, Wait
from timeout_audit.rules.registry import all_rules

HERE = Place("app.py", 5, 1, 5, 20)
PARAMETERS = {
    Layer.BROKER: ("timeout", "socket_timeout", "blocked_connection_timeout"),
    Layer.PROCESS: ("timeout", "stop"),
    Layer.RESPONSE: ("close", "use"),
}
# Nothing has such a bound: a process has no default of its own, a response is either in order or it is not, and the
# libraries of mail and SSH have nothing that looks like a limit and is none.
NEVER = {
    (Layer.PROCESS, State.DEFAULT),
    (Layer.MAIL, State.INEFFECTIVE),
    (Layer.SSH, State.INEFFECTIVE),
    (Layer.RESPONSE, State.DEFAULT),
    (Layer.RESPONSE, State.DISABLED),
    (Layer.RESPONSE, State.INEFFECTIVE),
    (Layer.RESPONSE, State.UNKNOWN),
}
KINDS = [
    (layer, state, parameter)
    for layer, state in product(Layer, State)
    if layer is not Layer.SERVER and (layer, state) not in NEVER
    for parameter in PARAMETERS.get(layer, ("timeout", "socket_timeout"))
]


def codes(*waits: Wait) -> list[str]:
    project = Project("/nowhere", waits)
    return [finding.code for rule in all_rules() for finding in rule.check(project)]


@pytest.mark.parametrize(("layer", "state", "parameter"), KINDS)
def test_every_wait_that_is_not_bounded_is_reported_by_one_rule(layer: Layer, state: State, parameter: str) -> None:
    found = codes(wait(layer, "library.call", state, HERE, parameter=parameter, seconds=5.0))
    assert len(found) == (0 if state is State.EXPLICIT else 1)


@pytest.mark.parametrize(
    ("layer", "state", "parameter", "code"),
    [
        (Layer.DATABASE, State.NONE, "timeout", "TA201"),
        (Layer.DATABASE, State.INEFFECTIVE, "timeout", "TA202"),
        (Layer.DATABASE, State.DEFAULT, "timeout", "TA203"),
        (Layer.BROKER, State.DEFAULT, "socket_timeout", "TA305"),
        (Layer.BROKER, State.NONE, "blocked_connection_timeout", "TA302"),
        (Layer.BROKER, State.INEFFECTIVE, "timeout", "TA303"),
        (Layer.BROKER, State.NONE, "timeout", "TA304"),
        (Layer.BROKER, State.NONE, "socket_timeout", "TA304"),
        (Layer.HTTP, State.NONE, "timeout", "TA401"),
        (Layer.HTTP, State.DEFAULT, "timeout", "TA402"),
        (Layer.HTTP, State.DISABLED, "timeout", "TA403"),
        (Layer.DATABASE, State.DISABLED, "timeout", "TA403"),
        (Layer.HTTP, State.INEFFECTIVE, "timeout", "TA404"),
        (Layer.CACHE, State.UNKNOWN, "timeout", "TA405"),
        (Layer.RESPONSE, State.NONE, "close", "TA501"),
        (Layer.RESPONSE, State.DEFAULT, "close", "TA504"),
        (Layer.RESPONSE, State.NONE, "use", "TA502"),
        (Layer.CACHE, State.NONE, "socket_timeout", "TA601"),
        (Layer.CACHE, State.DEFAULT, "socket_timeout", "TA602"),
        (Layer.CACHE, State.INEFFECTIVE, "timeout", "TA603"),
        (Layer.RPC, State.NONE, "timeout", "TA611"),
        (Layer.CLOUD, State.DEFAULT, "timeout", "TA622"),
        (Layer.SSH, State.NONE, "timeout", "TA641"),
        (Layer.PROCESS, State.NONE, "timeout", "TA651"),
        (Layer.PROCESS, State.INEFFECTIVE, "timeout", "TA653"),
        (Layer.PROCESS, State.NONE, "stop", "TA661"),
    ],
)
def test_which_rule_reports_it(layer: Layer, state: State, parameter: str, code: str) -> None:
    assert codes(wait(layer, "library.call", state, HERE, parameter=parameter)) == [code]


def test_what_limits_connecting_alone_has_a_rule_of_its_own() -> None:
    default = wait(Layer.BROKER, "pika.ConnectionParameters", State.DEFAULT, HERE, parameter="socket_timeout")
    assert codes(replace(default, library="pika")) == ["TA301"]
    assert codes(replace(default, library="redis")) == ["TA305"]


def test_a_switched_off_server_has_a_rule_of_its_own() -> None:
    assert "TA403" not in codes(wait(Layer.SERVER, "uvicorn", State.DISABLED, HERE, role="launch"))


def test_severity_follows_from_the_bound() -> None:
    severities = {rule.code: rule.severity for rule in all_rules()}
    assert severities["TA401"] is severities["TA403"] is severities["TA404"] is Severity.ERROR
    assert severities["TA402"] is severities["TA502"] is Severity.WARNING
    assert severities["TA405"] is Severity.NOTE


def test_a_default_is_said_once_where_the_client_is_made() -> None:
    client = wait(Layer.HTTP, "httpx.Client", State.DEFAULT, HERE, role="client", seconds=5.0)
    own = wait(Layer.HTTP, "httpx.Client.get", State.DEFAULT, Place("app.py", 9, 1), source=HERE, seconds=5.0)
    module = wait(Layer.HTTP, "httpx.get", State.DEFAULT, Place("app.py", 12, 1), seconds=5.0)
    foreign = wait(Layer.HTTP, "httpx.Client.get", State.DEFAULT, Place("app.py", 15, 1), source=Place("x.py", 1, 1))
    found = [
        finding.place.line
        for rule in all_rules()
        for finding in rule.check(Project("/", (client, own, module, foreign)))
    ]
    assert found == [5, 12, 15]


def test_a_disabled_client_is_said_at_its_calls_too() -> None:
    client = wait(Layer.HTTP, "httpx.Client", State.DISABLED, HERE, role="client")
    call = wait(Layer.HTTP, "httpx.Client.get", State.DISABLED, Place("app.py", 9, 1), source=HERE)
    assert codes(client, call) == ["TA403", "TA403"]


def message(*, layer: Layer = Layer.HTTP, state: State = State.NONE, **more: object) -> str:
    project = Project("/nowhere", (wait(layer, "requests.get", state, HERE, **more),))
    (finding,) = (finding for rule in all_rules() for finding in rule.check(project))
    return str(finding.message)


def test_the_message_says_what_stands_still() -> None:
    assert message(blocks=Blocks.WORKER).endswith("; inside async def that stops the whole worker")
    assert message(blocks=Blocks.THREAD).endswith("; that holds its thread")
    assert message().endswith("no timeout reaches it")


@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        ("statement", "a query through"),
        ("operation", "an operation through"),
        ("acquire", "when no connection of its pool is free"),
        ("request_timeout", "no request_timeout reaches it"),
    ],
)
def test_a_database_message_says_which_wait_it_is(parameter: str, said: str) -> None:
    assert said in message(layer=Layer.DATABASE, parameter=parameter)


def test_the_message_names_the_version_and_the_reason() -> None:
    assert "requests 2.32.3, 5 s" in message(state=State.DEFAULT, version="2.32.3", seconds=5.0)
    assert "the default of requests," in message(state=State.DEFAULT)
    assert message(state=State.UNKNOWN, reason=msg("a caller decides")).endswith(": a caller decides")
    assert "`timeout=None`" in message(state=State.DISABLED, expression="timeout=None")


def test_the_catalogues_fix_comes_before_the_rules_advice() -> None:
    plain = wait(Layer.HTTP, "requests.get", State.NONE, HERE)
    known = wait(Layer.HTTP, "requests.get", State.NONE, HERE, remedy=Remedy(msg("requests.get(url, timeout=3)")))
    fixes = [str(finding.fix) for rule in all_rules() for finding in rule.check(Project("/", (plain, known)))]
    assert fixes == ["add timeout=10", "requests.get(url, timeout=3)"]
