"""What is remembered of an answer, and for which questions it holds."""

from __future__ import annotations

from collections import Counter

import pytest

from timeout_audit.link.values.memory import Memory


class _Names(Memory):
    """Answers a name with itself and the answers of the names behind it; counts how often each is followed."""

    def __init__(self, behind: dict[str, list[str]]) -> None:
        super().__init__()
        self._behind = behind
        self.followed: Counter[str] = Counter()

    def asked(self, name: str) -> str:
        """A question of its own."""
        self.begin()
        return self.ask(name)

    def ask(self, name: str) -> str:
        """A part of the question that is open."""
        if not self.may_step():
            return "!"
        self._depth += 1
        try:
            return self.noted(name, f"({name})", lambda: self._follow(name))
        finally:
            self._depth -= 1

    def _follow(self, name: str) -> str:
        self.followed[name] += 1
        return name + "".join(self.ask(one) for one in self._behind.get(name, ()))


def _row(length: int) -> dict[str, list[str]]:
    """Names of which each leads to the next one."""
    return {f"<{number}>": [f"<{number + 1}>"] for number in range(length)}


def test_what_is_asked_twice_is_followed_once() -> None:
    names = _Names({"a": ["b", "b", "c"], "c": ["b"]})
    assert names.asked("a") == "abbcb"
    assert names.asked("c") == "cb"
    assert set(names.followed.values()) == {1}


def test_what_stands_in_a_circle_is_followed_again_from_elsewhere() -> None:
    names = _Names({"a": ["b"], "b": ["a"]})
    assert names.asked("a") == "ab(a)"
    assert names.asked("b") == "bab(a)"
    assert names.followed == {"a": 1, "b": 2}


def test_a_circle_that_closes_inside_of_an_answer_leaves_it_whole() -> None:
    names = _Names({"start": ["a"], "a": ["b"], "b": ["a"]})
    assert names.asked("start") == "startab(a)"
    assert names.asked("a") == "ab(a)"
    assert names.followed["a"] == 1


def test_what_led_too_deep_holds_at_the_same_depth_alone() -> None:
    names = _Names(_row(60))
    cut = names.asked("<0>")
    assert cut.endswith("!")
    followed = names.followed.total()
    assert names.asked("<0>") == cut
    assert names.followed.total() == followed
    nearer = names.asked("<10>")
    assert nearer.startswith("<10>")
    assert len(nearer) > len(cut.partition("<10>")[2])


def test_what_rests_on_a_cut_answer_is_cut_too() -> None:
    names = _Names(_row(60) | {"over": ["<0>"]})
    first = names.asked("over")
    names.followed.clear()
    assert names.asked("over") == first
    assert not names.followed
    # One step further up, another step is left out.
    assert names.asked("<0>").count("<") == first.count("<") + 1


def test_what_ran_out_of_work_holds_for_whoever_has_no_more_left() -> None:
    names = _Names({"many": [f"<{number}>" for number in range(5000)], "few": ["<4999>"], "over": ["many"]})
    cut = names.asked("many")
    assert cut.endswith("!")
    assert names.asked("few") == "few<4999>"
    assert names.asked("over") == f"over{cut}"
    assert names.asked("many") == cut
    assert names.followed["many"] == 1


def test_what_ran_out_of_work_is_asked_again_where_more_is_left() -> None:
    names = _Names({"late": [f"<{number}>" for number in range(90)] + ["many"], "many": ["a"] * 3990 + ["b"]})
    assert names.asked("late").endswith("!")
    assert names.asked("many").endswith("b")


def test_a_part_of_a_question_may_have_less_work_to_do() -> None:
    names = _Names({"many": [f"<{number}>" for number in range(1000)]})
    names.begin()
    with names.within(100):
        assert names.ask("many").endswith("!")
    assert names.ask("many").endswith("<999>")


def test_what_a_part_cut_short_holds_in_such_parts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeout_audit.link.values.memory._PATIENCE", 0)
    names = _Names({"all": [f"<{number}>" for number in range(150)] + ["many"], "many": ["a"] * 200 + ["b"]})
    names.begin()
    with names.within(300):
        assert "!" in names.ask("all")
    names.followed.clear()
    names.begin()
    with names.within(300):
        assert "!" in names.ask("all")
    assert not names.followed["many"]
    names.begin()
    assert names.ask("all").endswith("b")
