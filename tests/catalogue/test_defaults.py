"""Which default holds in a version, and in all that a project allows."""

from __future__ import annotations

import pytest

from timeout_audit.catalogue.defaults import default_at, defaults_within
from timeout_audit.catalogue.limits import Default

OLD, NEW = Default(versions="<8"), Default(versions=">=8", seconds=5)


@pytest.mark.parametrize(
    ("version", "default"),
    [("4.0", OLD), ("7.4.1", OLD), ("8.0.0b1", NEW), ("8.0.0", NEW), ("8.1.0.post1", NEW), ("99", NEW)],
)
def test_default_at(version: str, default: Default) -> None:
    assert default_at((OLD, NEW), version) == default


@pytest.mark.parametrize(
    ("specifiers", "defaults"),
    [
        ([], (OLD, NEW)),
        ([""], (OLD, NEW)),
        (["==7.4.1"], (OLD,)),
        (["==8.1"], (NEW,)),
        (["==7.*"], (OLD,)),
        (["~=7.4"], (OLD,)),
        ([">=5,<8"], (OLD,)),
        (["<8"], (OLD,)),
        (["<=8"], (OLD, NEW)),
        ([">=8"], (NEW,)),
        ([">7.9"], (OLD, NEW)),
        ([">=7"], (OLD, NEW)),
        (["!=7.3"], (OLD, NEW)),
        (["==7.4.1", "==8.0.0"], (OLD, NEW)),
        (["no specifier"], (OLD, NEW)),
        ([">=6,<5"], ()),
    ],
)
def test_defaults_within(specifiers: list[str], defaults: tuple[Default, ...]) -> None:
    assert defaults_within((OLD, NEW), specifiers) == defaults
