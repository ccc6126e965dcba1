"""The band strip: in which part of its peer group a member lies. Bands only; no peer has a place of its own in it.

The bands are drawn equally wide, for they hold equally many; where one ends and the next begins is not known to the
chart. Only the member's own value, and rounded means of the two halves where they are told, are numbers.
"""

from dataclasses import dataclass

import plotly.graph_objects as go

from declaration.charts.theme import BLUE, GROUND, INK, QUIET, figure, label, stamp
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
    for position, strip in enumerate(reversed(strips)):
        _strip(chart, strip, position)
    chart.update_xaxes(range=[0, 1], visible=False)
    chart.update_yaxes(range=[0, len(strips)], visible=False, showgrid=False)
    chart.update_layout(margin={"l": 2, "r": 2, "t": 4, "b": 4})
    stamp(chart, mark)
    return chart


def _strip(chart: go.Figure, strip: Strip, floor: int) -> None:
    """Its bands as boxes, the own one filled and named, the value above it, the halves' means below."""
    count = len(strip.bands)
    for place, name in enumerate(strip.bands):
        own = place == strip.own
        chart.add_shape(
            type="rect",
            x0=place / count,
            x1=(place + 1) / count,
            y0=floor + _BOTTOM,
            y1=floor + _TOP,
            fillcolor=BLUE if own else GROUND,
            line={"color": INK, "width": 1.2},
        )
        middle = (place + 0.5) / count
        _text(chart, middle, floor + (_BOTTOM + _TOP) / 2, name, GROUND if own else INK, size=12)
        if own:
            anchor = "left" if place == 0 else "right" if place == count - 1 else "center"
            x = {"left": 0.0, "right": 1.0, "center": middle}[anchor]
            _text(chart, x, floor + _TOP + 0.02, f"<b>{strip.value}</b>", BLUE, anchor=anchor, vertical="bottom")
    _text(chart, 0, floor + _HEADING, f"<b>{strip.heading}</b><br>{strip.group}", INK, anchor="left", vertical="top")
    for middle, words in zip((0.25, 0.75), strip.halves, strict=True):
        if words:
            _text(chart, middle, floor + _BOTTOM - 0.03, words, QUIET, vertical="top", size=12)


def _text(
    chart: go.Figure,
    x: float,
    y: float,
    text: str,
    colour: str,
    *,
    anchor: str = "center",
    vertical: str = "middle",
    size: int = 13,
) -> None:
    label(chart, x, y, text, colour, anchor=anchor, vertical=vertical, shift=(0, 0))
    chart.layout.annotations[-1].update(font={"size": size, "color": colour})
