"""The ordered scale of the municipalities: four classes with fixed limits, to compare releases by."""

import math
from bisect import bisect_right
from html import escape
from itertools import pairwise

from declaration.language import Reader

#: Light to dark: darker is more emissions, or less of a cut.
COLOURS = ("#4db4e7", "#0095db", "#0069b4", "#005c86")
MISSING_COLOUR = "#ffffff"

#: Measure → the limits between its classes: t CO2e, kg CO2e per inhabitant, share of the base year.
LIMITS = {
    "total": (5_000, 15_000, 30_000),
    "per_inhabitant": (250, 500, 1_000),
    "change": (-0.4, -0.35, -0.3),
}

#: What change is measured from: the base year of the transport target.
BASE_YEAR = 2010

#: Measure → the column of the shading that holds its figure.
FIGURE_OF = {"total": "emissions_t", "per_inhabitant": "kg_per_inhabitant", "change": "change_share"}


def class_of(figure: float | None, measure: str) -> int | None:
    """Which class a figure falls in, 0 for the lightest; None where there is no figure."""
    if figure is None or not math.isfinite(figure):
        return None
    return bisect_right(LIMITS[measure], figure)


def colour_of(figure: float | None, measure: str) -> str:
    """The colour a municipality is filled with."""
    found = class_of(figure, measure)
    return MISSING_COLOUR if found is None else COLOURS[found]


def written(reader: Reader, figure: float | None, measure: str) -> str:
    """A figure as the map's labels and tables write it, without its unit."""
    if measure == "change":
        return reader.change(figure, 0)
    return reader.about(figure)


def class_labels(reader: Reader, measure: str) -> list[str]:
    """What each class holds, in words and figures, lightest first."""
    limits = [written(reader, limit, measure) for limit in LIMITS[measure]]
    between = [reader.say("map.class.between", low=low, high=high) for low, high in pairwise(limits)]
    return [
        reader.say("map.class.below", limit=limits[0]),
        *between,
        reader.say("map.class.above", limit=limits[-1]),
    ]


def legend_html(reader: Reader, measure: str, unit: str, *, missing: bool) -> str:
    """The classes with their unit, as a list that can also be read aloud."""
    entries = list(zip(COLOURS, class_labels(reader, measure), strict=True))
    if missing:
        entries.append((MISSING_COLOUR, reader.say("map.class.missing")))
    items = "".join(
        '<li style="display:flex;align-items:center;gap:.4rem">'
        f'<span aria-hidden="true" style="background:{colour};border:1px solid #1a1a1a;'
        f'width:1.6rem;height:1rem;flex:none"></span>{escape(label)}</li>'
        for colour, label in entries
    )
    return (
        f'<p style="margin:0 0 .25rem"><strong>{escape(unit)}</strong></p>'
        '<ul style="list-style:none;margin:0 0 1rem;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem">'
        f"{items}</ul>"
    )
