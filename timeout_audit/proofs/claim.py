"""A claim of the catalogue as a trial that can be made, and what must become of it."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

from timeout_audit.catalogue.limits import Default

Arguments = dict[str, Any]


class Expected(Struct, frozen=True):
    """What must become of a trial.

    "waits" for longer than anybody watches; "ends" after ``seconds`` (at any time where that is None); "at-once";
    "refused" with an error at once; "default" is whatever ``default`` is in the installed version of the distribution
    ``of`` ("" is the library's own).
    """

    kind: Literal["waits", "ends", "at-once", "refused", "default"]
    seconds: float | None = None
    default: tuple[Default, ...] = ()
    of: str = ""


class Claim(Struct, frozen=True):
    """One sentence of the catalogue as a trial: ``text`` shows it, the rest is what ``recipe.Trial`` takes."""

    text: str
    name: str
    expected: Expected
    role: str = "call"
    arguments: Arguments = field(default_factory=dict)
    client: Arguments = field(default_factory=dict)
    attributes: Arguments = field(default_factory=dict)
    setters: tuple[tuple[str, str, int], ...] = ()
    query: dict[str, str] = field(default_factory=dict)
    driver: str = ""
    parameter: str = ""
    body: bool = False
    making: bool = False
    server_side: bool = False
    globally: tuple[str, float] | None = None
    settings: Arguments = field(default_factory=dict)

    @property
    def alone(self) -> bool:
        """Whether the trial changes its whole process."""
        return bool(self.globally or self.settings)

    def trial(self) -> dict[str, Any]:
        """The fields of the trial, as the worker reads them."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if name not in ("text", "expected")}
