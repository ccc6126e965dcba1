"""The band strip: in which part of its peer group a member lies. Bands only; no peer has a place of its own in it.

The bands are drawn equally wide, for they hold equally many; where one ends and the next begins is not known to the
chart. Only the member's own value, and rounded means of the two halves where they are told, are numbers.
"""

from dataclasses import dataclass

import plotly.graph_objects as go

from declaration.charts.theme import BLUE, GROUND, INK, QUIET, figure, stamp, written
from declaration.language import Reader

#: Height of one strip with its heading and its labels, in pixels.
STRIP_PX = 132
#: Where a strip's parts lie within its own unit of height, from below.
_BOTTOM, _TOP, _HEADING = 0.28, 0.5, 0.99


@dataclass(frozen=True)
class Strip:
    """One intensity: heading (what), group (who, how many), bands from the lowest, which is one's own, its label.

    halves: words below the lower and the upper half; empty where nothing is told.
    """

    heading: str
    group: str
    bands: tuple[str, ...]
    own: int
    value: str
    halves: tuple[str, str] = ("", "")


def strips_chart(reader: Reader, strips: list[Strip], mark: str = "") -> go.Figure:
    """Strips one below the other, the lowest emissions to the left. mark: written across figures that are not real."""
    chart = figure(reader, height=STRIP_PX * len(strips) + 20)
    floors = list(enumerate(reversed(strips)))
    chart.update_layout(
        shapes=[box for floor, strip in floors for box in _boxes(strip, floor)],
        annotations=[words for floor, strip in floors for words in _words(strip, floor)],
        margin={"l": 2, "r": 2, "t": 4, "b": 4},
        xaxis={"range": [0, 1], "visible": False},
        yaxis={"range": [0, len(strips)], "visible": False, "showgrid": False},
    )
    stamp(chart, mark)
    return chart


def _boxes(strip: Strip, floor: int) -> list[dict]:
    """Its bands as boxes, the own one filled."""
    count = len(strip.bands)
    return [
        {
            "type": "rect",
            "x0": place / count,
            "x1": (place + 1) / count,
            "y0": floor + _BOTTOM,
            "y1": floor + _TOP,
            "fillcolor": BLUE if place == strip.own else GROUND,
            "line": {"color": INK, "width": 1.2},
        }
        for place in range(count)
    ]


def _words(strip: Strip, floor: int) -> list[dict]:
    """Its heading, the name of each band, the own value above its band, the halves' means below."""
    count, middle_y = len(strip.bands), floor + (_BOTTOM + _TOP) / 2
    heading = f"<b>{strip.heading}</b><br>{strip.group}"
    words = [_text(0, floor + _HEADING, heading, INK, anchor="left", vertical="top")]
    for place, name in enumerate(strip.bands):
        words.append(_text((place + 0.5) / count, middle_y, name, GROUND if place == strip.own else INK, size=12))
    anchor = "left" if strip.own == 0 else "right" if strip.own == count - 1 else "center"
    x = {"left": 0.0, "right": 1.0, "center": (strip.own + 0.5) / count}[anchor]
    words.append(_text(x, floor + _TOP + 0.02, f"<b>{strip.value}</b>", BLUE, anchor=anchor, vertical="bottom"))
    for middle, half in zip((0.25, 0.75), strip.halves, strict=True):
        if half:
            words.append(_text(middle, floor + _BOTTOM - 0.03, half, QUIET, vertical="top", size=12))
    return words


def _text(x: float, y: float, text: str, colour: str, **how: object) -> dict:
    return written(x, y, text, colour, shift=(0, 0), **{"anchor": "center", **how})
