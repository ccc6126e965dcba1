"""The region's map as one SVG drawing with title, source and date in it: for paper, and to take away.

The same layers, classes and labels as on the screen, in the same projection, drawn once for the whole region.
"""

import json
from html import escape
from textwrap import wrap

from declaration.language import Reader
from declaration.maps.region import INK, PAPER, Region, areas_of, labels_of
from declaration.maps.scale import COLOURS, FIGURE_OF, class_labels, colour_of
from declaration.maps.shapes import (
    bounds_of,
    labels_that_fit,
    lines_of,
    on_screen,
    radius_on_screen,
    rings_of,
    zoom_that_fits,
)

WIDTH, HEIGHT, EDGE = 1000, 880, 20
SEA, LAND, BORDER = "#dde7ee", "#efefef", "#8c8c8c"
FONT = "Roboto, Arial, sans-serif"


class Frame:
    """Where points of the map lie on the paper."""

    def __init__(self, box: tuple[float, float, float, float], top: float):
        self.zoom = zoom_that_fits(box, WIDTH - 4 * EDGE, HEIGHT - 2 * EDGE)
        west, south, east, north = box
        middle = on_screen((west + east) / 2, (south + north) / 2, self.zoom)
        self.left, self.top = middle[0] - WIDTH / 2, middle[1] - HEIGHT / 2 - top

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """A point in the drawing's own units, to a tenth."""
        x, y = on_screen(longitude, latitude, self.zoom)
        return round(x - self.left, 1), round(y - self.top, 1)

    def path(self, lines: list[list], *, closed: bool) -> str:
        """Lines or rings as the data of an SVG path, without points that fall on the one before."""
        parts = []
        for line in lines:
            points: list[tuple[int, int]] = []
            for point in line:
                x, y = self.at(*point[:2])
                spot = (round(x), round(y))
                if not points or spot != points[-1]:
                    points.append(spot)
            if len(points) > 1:
                parts.append("M" + "L".join(f"{x} {y}" for x, y in points) + ("Z" if closed else ""))
        return "".join(parts)


def region_svg(reader: Reader, region: Region, measure: str, title: str, subtitle: str, credit: str) -> str:
    """The whole drawing. Every word in it is escaped."""
    heading = [(line, 24, 700) for line in wrap(title, 74)] + [(line, 15, 400) for line in wrap(subtitle, 125)]
    top = EDGE + sum(1.35 * size for _, size, _ in heading)
    shapes = {row["feature_id"]: json.loads(row["geojson"]) for row in _rows(region, "municipalities")}
    eleven = [row["feature_id"] for row in _rows(region, "municipalities") if row["in_region"] is True]
    frame = Frame(bounds_of([shapes[code] for code in eleven]), top)
    body = [
        _shapes(frame, [json.loads(row["geojson"]) for row in _rows(region, "land")], LAND, BORDER),
        _shapes(frame, [shapes[code] for code in shapes if code not in eleven], LAND, BORDER),
        *_shaded(frame, region, shapes, measure),
        *_lines(frame, region),
        *_areas(frame, region),
        *_dots(frame, region),
        *_labels(frame, reader, region, measure),
    ]
    feet = wrap(credit, 150)
    bottom = top + HEIGHT + 34
    height = round(bottom + 16 * len(feet) + EDGE)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
            f' font-family="{FONT}" fill="{INK}" role="img" aria-label="{escape(title, quote=True)}">',
            f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
            *_column(heading, EDGE),
            f'<svg y="{round(top)}" width="{WIDTH}" height="{HEIGHT}" viewBox="0 {round(top)} {WIDTH} {HEIGHT}">',
            f'<rect y="{round(top)}" width="{WIDTH}" height="{HEIGHT}" fill="{SEA}"/>',
            *body,
            "</svg>",
            *_legend(reader, measure, top + HEIGHT + 10),
            *_column([(line, 12, 400) for line in feet], bottom),
            "</svg>",
        ]
    )


def _rows(region: Region, *layers: str) -> list[dict]:
    return region.layers[region.layers["layer"].isin(layers)].to_dict("records")


def _shapes(frame: Frame, shapes: list[dict], fill: str, stroke: str, width: float = 1) -> str:
    path = frame.path([ring for shape in shapes for ring in rings_of(shape)], closed=True)
    return f'<path d="{path}" fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>'


def _shaded(frame: Frame, region: Region, shapes: dict[str, dict], measure: str) -> list[str]:
    figures = region.shading.set_index("area_code")[FIGURE_OF[measure]]
    return [
        _shapes(frame, [shapes[code]], colour_of(figures[code], measure), PAPER, 2)
        for code in figures.index
        if code in shapes
    ]


def _lines(frame: Frame, region: Region) -> list[str]:
    found = []
    for layer, colour, width in (("railways", INK, 1), ("roads", PAPER, 6), ("roads", INK, 2.5), ("ferry", INK, 2)):
        for row in _rows(region, layer):
            path = frame.path(lines_of(json.loads(row["geojson"])), closed=False)
            dash = ' stroke-dasharray="14 9"' if row["draw"] == "schematic" else ""
            found.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dash}/>')
    return found


def _areas(frame: Frame, region: Region) -> list[str]:
    found = []
    for row in areas_of(region.places):
        x, y = frame.at(row["lon"], row["lat"])
        radius = round(radius_on_screen(row["radius_m"], row["lat"], frame.zoom), 1)
        found.append(
            f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{PAPER}" fill-opacity=".4" stroke="{INK}" '
            'stroke-dasharray="3 3"/>'
        )
    return found


def _dots(frame: Frame, region: Region) -> list[str]:
    dots = region.sites[region.sites["mark"] == "dot"]
    spots = sorted({frame.at(dot["lon"], dot["lat"]) for dot in dots.to_dict("records")})
    return [f'<circle cx="{x}" cy="{y}" r="5" fill="{PAPER}" stroke="{INK}" stroke-width="2"/>' for x, y in spots]


def _labels(frame: Frame, reader: Reader, region: Region, measure: str) -> list[str]:
    found = []
    for label in labels_that_fit(labels_of(reader, region, measure, None, frame.zoom), frame.zoom):
        x, y = frame.at(label.longitude, label.latitude)
        lines = label.text.split("\n")
        for position, line in enumerate(lines):
            shift = label.shift[1] + (position - (len(lines) - 1) / 2) * label.size * 1.15 + label.size * 0.35
            found.append(
                f'<text x="{round(x + label.shift[0], 1)}" y="{round(y + shift, 1)}" font-size="{label.size}" '
                f'font-weight="500" text-anchor="middle" stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" '
                f'paint-order="stroke">{escape(line)}</text>'
            )
    return found


def _legend(reader: Reader, measure: str, top: float) -> list[str]:
    found, left = [], EDGE
    for colour, words in zip(COLOURS, class_labels(reader, measure), strict=True):
        found.append(
            f'<rect x="{left}" y="{round(top)}" width="26" height="16" fill="{colour}" stroke="{INK}"/>'
            f'<text x="{left + 34}" y="{round(top + 13)}" font-size="14">{escape(words)}</text>'
        )
        left += 60 + 8 * len(words)
    return found


def _column(lines: list[tuple[str, int, int]], top: float) -> list[str]:
    found = []
    for words, size, weight in lines:
        top += 1.3 * size
        found.append(
            f'<text x="{EDGE}" y="{round(top - 0.3 * size, 1)}" font-size="{size}" font-weight="{weight}">'
            f"{escape(words)}</text>"
        )
    return found
