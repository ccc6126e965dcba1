"""Shapes that stand for what is not exact: circles, dashed lines, and labels that do not cover each other."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]

#: Metres in a degree of latitude.
DEGREE_M = 111_320
#: Pixels around the globe at zoom 0.
TILE = 512
LETTER_WIDTH = 0.56

#: Around a park or a site that is chosen: degrees of longitude and latitude to each side.
AROUND = (0.05, 0.028)


def circle(longitude: float, latitude: float, radius_m: float, corners: int = 48) -> list[Point]:
    """A closed ring of that radius around a point, in degrees."""
    high = radius_m / DEGREE_M
    wide = high / math.cos(math.radians(latitude))
    turns = [2 * math.pi * step / corners for step in range(corners + 1)]
    return [(round(longitude + wide * math.sin(t), 4), round(latitude + high * math.cos(t), 4)) for t in turns]


def dashes(line: list[Point], dash_m: float, gap_m: float) -> list[list[Point]]:
    """The line cut into dashes, so that it reads as approximate on any screen."""
    pieces: list[list[Point]] = []
    drawn, left = True, dash_m
    piece = [tuple(line[0][:2])]
    for start, end in pairwise(line):
        length, gone = metres(start, end), 0.0
        while length - gone > left:
            gone += left
            share = gone / length
            turn = tuple(round(a + (b - a) * share, 4) for a, b in zip(start[:2], end[:2], strict=True))
            if drawn:
                pieces.append([*piece, turn])
            piece = [turn]
            drawn = not drawn
            left = dash_m if drawn else gap_m
        left -= length - gone
        piece.append(tuple(end[:2]))
    if drawn and len(piece) > 1:
        pieces.append(piece)
    return pieces


def metres(start: Point, end: Point) -> float:
    """The length of a short line between two points (longitude, latitude)."""
    wide = (end[0] - start[0]) * math.cos(math.radians((start[1] + end[1]) / 2))
    return DEGREE_M * math.hypot(wide, end[1] - start[1])


def lines_of(geometry: dict) -> list[list[Point]]:
    """The lines of a GeoJSON line or multi-line."""
    return [geometry["coordinates"]] if geometry["type"] == "LineString" else geometry["coordinates"]


def on_screen(longitude: float, latitude: float, zoom: float) -> Point:
    """Where a point lies in pixels of the web map's projection at a zoom."""
    size = TILE * 2**zoom
    north = math.asinh(math.tan(math.radians(latitude)))
    return size * (longitude + 180) / 360, size * (1 - north / math.pi) / 2


def radius_on_screen(radius_m: float, latitude: float, zoom: float) -> float:
    """How many pixels a distance on the ground takes at a latitude and a zoom."""
    return TILE * 2**zoom * radius_m / (360 * DEGREE_M * math.cos(math.radians(latitude)))


def zoom_that_fits(box: tuple[float, float, float, float], width: float, height: float) -> float:
    """The zoom at which west, south, east, north fill a frame of that many pixels."""
    west, south, east, north = box
    left, top = on_screen(west, north, 0)
    right, bottom = on_screen(east, south, 0)
    return round(math.log2(min(width / (right - left), height / (bottom - top))), 2)


def around(longitude: float, latitude: float) -> tuple[float, float, float, float]:
    """A frame around one point."""
    wide, high = AROUND
    return longitude - wide, latitude - high, longitude + wide, latitude + high


def bounds_of(geometries: list[dict]) -> tuple[float, float, float, float]:
    """West, south, east, north of polygons."""
    points = [point for geometry in geometries for ring in rings_of(geometry) for point in ring]
    longitudes, latitudes = zip(*points, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def rings_of(geometry: dict) -> list[list]:
    """Every ring of a GeoJSON polygon or multi-polygon."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


@dataclass(frozen=True)
class Label:
    """Words beside or on a point; `shift` in pixels from it."""

    text: str
    longitude: float
    latitude: float
    size: int = 13
    shift: tuple[int, int] = (0, 0)

    def frame(self, zoom: float) -> tuple[float, float, float, float]:
        """The pixels the words take, centred on their point: left, top, right, bottom."""
        x, y = on_screen(self.longitude, self.latitude, zoom)
        lines = self.text.split("\n")
        half_width = max(map(len, lines)) * self.size * LETTER_WIDTH / 2 + 4
        half_height = len(lines) * self.size * 0.6 + 3
        x, y = x + self.shift[0], y + self.shift[1]
        return x - half_width, y - half_height, x + half_width, y + half_height


def labels_that_fit(labels: Iterable[Label], zoom: float) -> list[Label]:
    """Those labels, first come first served, that cover none before them at that zoom."""
    kept: list[Label] = []
    taken: list[tuple[float, float, float, float]] = []
    for label in labels:
        left, top, right, bottom = label.frame(zoom)
        if all(right < a or left > c or bottom < b or top > d for a, b, c, d in taken):
            kept.append(label)
            taken.append((left, top, right, bottom))
    return kept


def gathered(points: list[Point], zoom: float, within: float) -> list[list[int]]:
    """The points' positions in the list, gathered where they lie within so many pixels of a first one."""
    screen = [on_screen(*point, zoom) for point in points]
    groups: list[list[int]] = []
    for position, spot in enumerate(screen):
        near = [group for group in groups if math.dist(screen[group[0]], spot) <= within]
        if near:
            near[0].append(position)
        else:
            groups.append([position])
    return groups
