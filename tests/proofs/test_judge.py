"""What an outcome proves, and what it does not."""

from __future__ import annotations

import pytest

from timeout_audit.catalogue.limits import Default
from timeout_audit.proofs.claim import Claim, Expected
from timeout_audit.proofs.judge import Conditions, Outcome, judge

NOW = Conditions("8.1")
WAITS = Expected("waits")
DEFAULT = Expected("default", default=(Default(versions="<8"), Default(versions=">=8", seconds=5)))


def verdict(expected: Expected, outcome: Outcome, conditions: Conditions = NOW, tries: int = 1) -> str:
    return judge(Claim("call()", "call", expected), outcome, conditions, tries).verdict


def ended(seconds: float, error: str = "TimeoutError") -> Outcome:
    return Outcome(ended=True, seconds=seconds, error=error)


def waiting(seconds: float) -> Outcome:
    return Outcome(seconds=seconds)


@pytest.mark.parametrize(
    ("expected", "outcome", "answer"),
    [
        (WAITS, waiting(8), "proven"),
        (WAITS, ended(5), "refuted"),
        (WAITS, ended(0), "refuted"),
        (Expected("ends", 1), ended(1.02), "proven"),
        (Expected("ends", 1), ended(1.0, ""), "proven"),
        (Expected("ends", 1), ended(0.2), "refuted"),
        (Expected("ends", 1), ended(5.0), "refuted"),
        (Expected("ends", 1), waiting(8), "refuted"),
        (Expected("ends", 300), waiting(8), "undecided"),
        (Expected("ends", 300), waiting(400), "refuted"),
        (Expected("ends", 300), ended(301), "proven"),
        (Expected("ends", 5), ended(5.4), "proven"),
        (Expected("ends"), ended(4), "proven"),
        (Expected("ends"), waiting(8), "refuted"),
        (Expected("at-once"), ended(0.1, ""), "proven"),
        (Expected("at-once"), ended(5), "refuted"),
        (Expected("at-once"), waiting(8), "refuted"),
        (Expected("refused"), ended(0.1, "ValueError"), "proven"),
        (Expected("refused"), ended(0.1, ""), "refuted"),
        (DEFAULT, ended(5.1), "proven"),
        (DEFAULT, waiting(8), "refuted"),
        (WAITS, Outcome(unprovable="no server"), "unprovable"),
    ],
)
def test_verdicts(expected: Expected, outcome: Outcome, answer: str) -> None:
    assert verdict(expected, outcome) == answer


def test_a_default_depends_on_the_version() -> None:
    assert verdict(DEFAULT, waiting(8), Conditions("7.4.1")) == "proven"
    assert verdict(DEFAULT, ended(5), Conditions("7.4.1")) == "refuted"


def test_a_default_may_be_that_of_another_distribution() -> None:
    of_redis = Expected("default", default=DEFAULT.default, of="redis")
    conditions = Conditions("5.2", versions={"redis": "7.4.1"})
    assert verdict(of_redis, waiting(8), conditions) == "proven"
    assert verdict(of_redis, ended(5), conditions) == "refuted"


def test_waiting_for_less_than_a_default_of_the_library_proves_nothing() -> None:
    assert verdict(WAITS, waiting(8), Conditions("8.1", shadow=300)) == "undecided"
    assert verdict(WAITS, waiting(400), Conditions("8.1", shadow=300)) == "proven"
    assert verdict(WAITS, ended(300), Conditions("8.1", shadow=300)) == "refuted"


def test_a_shortened_default_must_have_been_what_is_claimed() -> None:
    claimed = Expected("default", default=(Default(seconds=300),))
    shortened = Conditions("3.14", shadow=300, shortened=(300.0,))
    assert verdict(claimed, ended(3.1), shortened) == "proven"
    assert verdict(claimed, waiting(8), shortened) == "refuted"
    other = Conditions("3.14", shadow=300, shortened=(60.0,))
    assert verdict(claimed, ended(3.1), other) == "refuted"


def test_a_library_that_tries_again_takes_as_much_longer() -> None:
    assert verdict(Expected("ends", 1), ended(4.5)) == "refuted"
    assert verdict(Expected("ends", 1), ended(4.5), tries=4) == "proven"
    assert verdict(Expected("ends", 1), ended(11.5), tries=4) == "proven"
    assert verdict(Expected("ends", 1), ended(12.5), tries=4) == "refuted"
    assert verdict(Expected("ends", 1), waiting(8), tries=4) == "undecided"
