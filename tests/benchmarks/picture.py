"""A curve as a small picture: SVG, written without a library, since four lines and some words are all there is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Points = Sequence[tuple[float, float]]

_WIDTH, _HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 150, 20, 45
_COLOURS = ("#1f6feb", "#d1242f", "#1a7f37", "#8250df", "#bf8700")


def draw(title: str, across: str, up: str, lines: Mapping[str, Points]) -> str:
    """Lines of points, both axes logarithmic; each line is named at its end."""
    every = [point for points in lines.values() for point in points]
    (left, right), (low, high) = (_powers([point[axis] for point in every]) for axis in (0, 1))

    def place(x: float, y: float) -> tuple[float, float]:
        along = (math.log10(x) - left) / max(right - left, 1)
        above = (math.log10(y) - low) / max(high - low, 1)
        return (
            round(_LEFT + along * (_WIDTH - _LEFT - _RIGHT), 1),
            round(_HEIGHT - _BOTTOM - above * (_HEIGHT - _TOP - _BOTTOM), 1),
        )

    parts = [f"<title>{escape(title)}</title>", f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>']
    for power in range(left, right + 1):
        x, y = place(10**power, 10**low)
        parts += [_line([(x, _TOP), (x, y)], "#ddd", 1), _text(x, y + 16, f"{10**power:,g}", "middle")]
    for power in range(low, high + 1):
        x, y = place(10**left, 10**power)
        parts += [_line([(x, y), (_WIDTH - _RIGHT, y)], "#ddd", 1), _text(x - 6, y + 4, f"{10**power:g}", "end")]
    for (name, points), colour in zip(lines.items(), _COLOURS, strict=False):
        at = [place(*point) for point in points]
        parts += [_line(at, colour, 2), *(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in at)]
        parts.append(_text(at[-1][0] + 8, at[-1][1] + 4, name, "start", colour))
    parts += [_text((_WIDTH - _RIGHT + _LEFT) / 2, _HEIGHT - 8, across, "middle"), _text(6, 14, up, "start")]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif">'
    return "\n".join([head, *parts, "</svg>", ""])


def _powers(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around the values."""
    return math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))


def _line(points: Points, colour: str, width: int) -> str:
    path = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#444") -> str:
    return f'<text x="{x}" y="{y}" font-size="12" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
