"""How long a wait may be: what the configuration says for its layer or limit, or what a service can usually afford."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from timeout_audit.model.text import number
from timeout_audit.model.wait import Layer

Values = Mapping[str, "float | str"]
"""Seconds, or the dotted name of a constant that holds them, by layer or by the name of a limit ("keep-alive")."""

_SECONDS = {Layer.HTTP: 10.0, Layer.BROKER: 10.0, Layer.CACHE: 5.0}
_OTHERS = 30.0
# Longer than the 60 s after which most load balancers drop an idle connection; shorter than an orchestrator's patience.
_OF_LIMITS = {"keep-alive": 65.0, "graceful-shutdown": 20.0}
_TEXT = re.compile(r'"[^"]*"')
_HOLE = re.compile(r"\{(?:seconds|milliseconds)\}")


class Amount(Struct, frozen=True):
    """A limit to write: ``seconds``, or the constant ``name`` that holds them. ``chosen`` says that the user did."""

    seconds: float = 0.0
    name: str = ""
    chosen: bool = False

    @property
    def item(self) -> str:
        """The limit in seconds, as source text."""
        return self.name or number(self.seconds)

    @property
    def text(self) -> str:
        """The same for people, who need not know the constant's module."""
        return self.name.rpartition(".")[2] or number(self.seconds)

    @property
    def milliseconds(self) -> str:
        """The limit in milliseconds, for people."""
        return f"int({self.text} * 1000)" if self.name else number(self.seconds * 1000)

    def fill(self, template: str, *, short: bool = False) -> str:
        """A catalogue's source text with the limit in its holes ``{seconds}`` and ``{milliseconds}``."""
        if not self.name:
            return template.format_map({"seconds": self.item, "milliseconds": number(self.seconds * 1000)})
        name = self.text if short else self.name
        holes = {"seconds": name, "milliseconds": f"int({name} * 1000)"}
        return _TEXT.sub(_formatted, template).format_map(holes)


def _formatted(text: re.Match[str]) -> str:
    """A string with a hole as an f-string, of which the hole becomes a field."""
    inside = _HOLE.sub(lambda hole: f"{{{{{hole[0]}}}}}", text[0])
    return text[0] if inside == text[0] else f"f{inside}"


def amount(values: Values, layer: Layer, parameter: str, usual: float | None = None) -> Amount:
    """The limit for a wait; ``usual`` is the library's own, which a fix writes out where nobody chose another."""
    given = values.get(parameter, values.get(layer.value))
    if isinstance(given, str):
        return Amount(name=given, chosen=True)
    if given is not None:
        return Amount(float(given), chosen=True)
    if parameter in _OF_LIMITS and layer is Layer.SERVER:
        return Amount(_OF_LIMITS[parameter])
    return Amount(usual if usual is not None else _SECONDS.get(layer, _OTHERS))
