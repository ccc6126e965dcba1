"""The map's shapes hold what they promise, whatever they are given."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.maps.shapes import (
    Label,
    circle,
    dashes,
    gathered,
    labels_that_fit,
    metres,
    on_screen,
    zoom_that_fits,
)

LONGITUDES = st.floats(12.3, 13.6)
LATITUDES = st.floats(55.7, 56.5)
POINTS = st.tuples(LONGITUDES, LATITUDES)


def haversine(a, b) -> float:
    west, south, east, north = map(math.radians, (*a, *b))
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(half))


@given(POINTS, st.integers(100, 3000))
def test_a_circle_has_its_stated_radius_and_is_closed(centre, radius):
    ring = circle(*centre, radius)
    assert ring[0] == ring[-1]
    assert all(haversine(centre, point) == pytest.approx(radius, rel=0.01, abs=8) for point in ring)


@given(st.lists(POINTS, min_size=2, max_size=6, unique=True), st.integers(300, 3000))
def test_dashes_cover_their_share_of_the_line_and_start_at_its_start(line, dash):
    length = sum(metres(a, b) for a, b in pairwise(line))
    pieces = dashes(line, dash, dash)
    drawn = sum(metres(a, b) for piece in pieces for a, b in pairwise(piece))
    assert pieces[0][0] == line[0]
    assert length / 2 - 20 * (len(pieces) + 1) <= drawn <= length / 2 + dash + 20 * (len(pieces) + 1)


@given(st.lists(POINTS, max_size=40), st.floats(7, 13))
def test_labels_never_cover_each_other_and_the_first_always_stays(points, zoom):
    labels = [Label(f"Å{n}", *point) for n, point in enumerate(points)]
    kept = labels_that_fit(labels, zoom)
    assert kept[:1] == labels[:1]
    frames = [label.frame(zoom) for label in kept]
    for n, (left, top, right, bottom) in enumerate(frames):
        for a, b, c, d in frames[:n]:
            assert right < a or left > c or bottom < b or top > d


@given(st.lists(POINTS, max_size=40), st.floats(7, 13))
def test_every_dot_is_gathered_once_and_near_the_first_of_its_group(points, zoom):
    groups = gathered(points, zoom, 18)
    assert sorted(n for group in groups for n in group) == list(range(len(points)))
    for group in groups:
        first = on_screen(*points[group[0]], zoom)
        assert all(math.dist(first, on_screen(*points[n], zoom)) <= 18 for n in group)


@given(POINTS, st.floats(0.01, 0.5), st.floats(0.01, 0.5))
def test_what_is_framed_fits_the_frame(corner, wide, high):
    box = (corner[0], corner[1], corner[0] + wide, corner[1] + high)
    zoom = zoom_that_fits(box, 440, 620)
    left, top = on_screen(box[0], box[3], zoom)
    right, bottom = on_screen(box[2], box[1], zoom)
    assert right - left <= 440 * 1.01
    assert bottom - top <= 620 * 1.01
