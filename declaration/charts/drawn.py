"""Drawings as SVG text, made without a browser: the same picture on a page, on the wall and on paper.

The ground is left clear, so that what lies behind a sheet (demonstration data) shows through. Every word is escaped.
"""

import math
from dataclasses import dataclass
from html import escape

from declaration.charts.theme import GROUND, INK, QUIET, RULE

#: mean width of Roboto's letters, in parts of the size
LETTER = 0.54


class Drawing:
    """A sheet of `width` × `height` units, filled from the back to the front."""

    def __init__(self, width: float, height: float):
        self.width, self.height = width, height
        self._parts: list[str] = []
        self._hatches: set[str] = set()

    def line(self, points: list[tuple[float, float]], colour: str = INK, width: float = 1, dash: str = "") -> None:
        """An open line through the points; dash as in SVG, such as `6 4`."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<path d="{_path(points)}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"'
            f"{dashed}/>"
        )

    def area(
        self, points: list[tuple[float, float]], colour: str, *, hatched: bool = False, edge: bool = False
    ) -> None:
        """A closed shape, filled or hatched in one colour."""
        if hatched:
            self._hatches.add(colour)
        fill = f"url(#hatch-{colour.strip('#')})" if hatched else colour
        stroke = f' stroke="{colour}" stroke-width="1.5"' if edge or hatched else ""
        self._parts.append(f'<path d="{_path(points)}Z" fill="{fill}"{stroke}/>')

    def box(self, left: float, top: float, right: float, bottom: float, colour: str, **how: bool) -> None:
        """An upright box between two corners."""
        self.area([(left, top), (right, top), (right, bottom), (left, bottom)], colour, **how)

    def dot(self, x: float, y: float, colour: str, *, hollow: bool = False, radius: float = 4.5) -> None:
        """A mark; hollow where what it stands for is estimated."""
        fill = GROUND if hollow else colour
        self._parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="{colour}" stroke-width="2"/>'
        )

    def text(
        self, x: float, y: float, words: str, *, colour: str = INK, size: float = 15, weight: int = 400,
        anchor: str = "start",
    ) -> None:  # fmt: skip
        """One line of words with its middle at height `y`; anchor `start`, `middle` or `end`."""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y + 0.35 * size:.1f}" font-size="{size}" font-weight="{weight}" '
            f'text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
        )

    def stamp(self, words: str) -> None:
        """Large and pale across the whole drawing: no one takes it for real figures."""
        if words:
            size = min(0.13 * self.width, 1.5 * self.width / len(words))
            self._parts.append(
                f'<text transform="translate({self.width / 2:.0f} {self.height / 2:.0f}) rotate(-14)" '
                f'text-anchor="middle" font-size="{size:.0f}" font-weight="700" fill="#e9e9e9">{escape(words)}</text>'
            )

    def svg(self, alt: str) -> str:
        """The drawing as SVG text with its alternative text."""
        hatches = "".join(
            f'<pattern id="hatch-{colour.strip("#")}" width="7" height="7" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="2" height="7" fill="{colour}"/></pattern>'
            for colour in sorted(self._hatches)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:.0f} {self.height:.0f}" '
            f'width="{self.width:.0f}" height="{self.height:.0f}" font-family="Roboto, sans-serif" role="img" '
            f'aria-label="{escape(alt, quote=True)}">'
            + (f"<defs>{hatches}</defs>" if hatches else "")
            + "".join(self._parts)
            + "</svg>"
        )


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


@dataclass(frozen=True)
class Scale:
    """From figures (`low`–`high`) to places on the drawing (`start`–`end`)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, figure: float) -> float:
        """Where a figure lies."""
        return self.start + (figure - self.low) / ((self.high - self.low) or 1.0) * (self.end - self.start)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round figures (1, 2 or 5 times a power of ten apart) from `low` to `high`, at most `most` + 1 of them."""
    wide = (high - low) or 1.0
    power = 10.0 ** math.floor(math.log10(wide / most))
    step = next(power * factor for factor in (1, 2, 5, 10) if wide / (power * factor) <= most)
    first = math.ceil(low / step - 1e-9)
    return [step * number for number in range(first, math.floor(high / step + 1e-9) + 1)]


def wrapped(words: str, width: float, size: float) -> list[str]:
    """The words in lines that are about as wide as `width` at a type size."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and LETTER * size * len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def level_lines(drawing: Drawing, scale: Scale, left: float, right: float, write, *, size: float = 14) -> None:
    """Horizontal rules at round figures, written at their left end; zero is the heavier one."""
    for tick in ticks(scale.low, scale.high):
        y = scale(tick)
        drawing.line([(left, y), (right, y)], INK if tick == 0 else RULE, 1.2 if tick == 0 else 1)
        drawing.text(left - 8, y, write(tick), colour=QUIET, size=size, anchor="end")
