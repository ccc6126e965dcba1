"""The meeting's drawings: what is drawn has the length of its figure, steps meet, and only what is missing is red."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.charts.drawn import LETTER
from declaration.charts.meeting import Gap, Line, Step, bars_chart, line_chart, waterfall_chart, wedge_chart
from declaration.charts.programme import RISE
from declaration.charts.theme import BLUE, INK, RED

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (960, 340)


def write(t: float) -> str:
    return f"{t:.0f} t"


def boxes(drawing: str) -> list[tuple[str, float, float]]:
    """Each closed shape: its fill, its left and its right end."""
    found = []
    for shape in ET.fromstring(drawing).iter(f"{SVG}path"):
        if shape.get("d").endswith("Z"):
            across = [float(x) for x, _ in re.findall(r"([-\d.]+) ([-\d.]+)", shape.get("d"))]
            found.append((shape.get("fill"), min(across), max(across)))
    return found


def lines(drawing: str, colour: str) -> list[list[tuple[float, float]]]:
    """The points of each open line of a colour."""
    return [
        [(float(x), float(y)) for x, y in re.findall(r"([-\d.]+) ([-\d.]+)", shape.get("d"))]
        for shape in ET.fromstring(drawing).iter(f"{SVG}path")
        if shape.get("stroke") == colour and not shape.get("d").endswith("Z")
    ]


def said(drawing: str) -> str:
    return " ".join(t.text or "" for t in ET.fromstring(drawing).iter(f"{SVG}text"))


@pytest.mark.parametrize("width", WIDTHS)
@given(changes=st.lists(st.integers(-900, 900).filter(lambda t: abs(t) > 40), min_size=1, max_size=6))
def test_each_step_of_a_waterfall_begins_where_the_one_before_ended(width, changes):
    steps = [Step("Förra utgåvan", 1000, is_sum=True), *(Step(f"Steg {n}", t) for n, t in enumerate(changes))]
    steps.append(Step("Nu", 1000 + sum(changes), is_sum=True))
    drawn = boxes(waterfall_chart(steps, write, "Fall", width=width))
    (_, zero, thousand), *moved, (_, a, b) = drawn
    unit = (thousand - zero) / 1000

    def place(t: float):  # corners are written with one decimal, the unit is read off such corners
        return pytest.approx(zero + unit * t, abs=0.11 + 0.1 * abs(t) / 1000)

    running = 1000
    for change, (colour, left, right) in zip(changes, moved, strict=True):
        assert colour == (RISE if change > 0 else BLUE)
        low, high = sorted((running, running + change))
        assert left == place(low)
        assert right == place(high)
        running += change
    low, high = sorted((0, running))
    assert a == place(low)
    assert b == place(high) or b == pytest.approx(a + 1.5, abs=0.11), "a sum of nothing is still seen"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_bar_has_the_length_of_its_figure_and_its_excess_is_red(width):
    drawn = boxes(
        bars_chart(["Energi", "Kretslopp"], ("Nu", [80, None]), ("Får vara", [60, 40]), write, "", width=width)
    )
    (ink, left, allowed), (red, from_, level), (hatched, _, path), (_, _, other), *_ = drawn
    assert (ink, red) == (INK, RED)
    assert hatched.startswith("url(")
    assert from_ == allowed == path
    assert (level - left) / (allowed - left) == pytest.approx(80 / 60, rel=0.01)
    assert (other - left) / (allowed - left) == pytest.approx(40 / 60, rel=0.01)


def test_a_level_that_is_allowed_has_nothing_red_and_a_missing_one_no_bar():
    drawing = bars_chart(["Energi", "Kretslopp"], ("Nu", [50, None]), ("Får vara", [60, None]), write, "")
    assert RED not in drawing
    assert said(drawing).count("–") == 2


@pytest.mark.parametrize("width", WIDTHS)
def test_the_bracket_reaches_from_what_is_allowed_to_what_is_expected(width):
    observed = Line("Utfall", {2022: 100.0, 2023: 96.0}, "observed", frozenset({2023}))
    path = Line("Bana", {2022: 100.0, 2030: 10.0}, "path")
    drawing = line_chart([observed, path], Gap(2030, 10, 80, "70 t för mycket"), write, "Läget", width=width)
    (((_, low), *_, (_, high)),) = lines(drawing, RED)
    ((_, (_, end)),) = lines(drawing, BLUE)
    assert low == pytest.approx(end, abs=0.2)
    start = lines(drawing, INK)[-1][0][1]
    assert (low - high) / (low - start) == pytest.approx(70 / 90, rel=0.02)
    assert "för" in said(drawing)
    marks = list(ET.fromstring(drawing).iter(f"{SVG}circle"))
    assert [mark.get("fill") == mark.get("stroke") for mark in marks] == [True, False], "the estimated one is hollow"


def test_measures_that_cover_the_way_leave_no_bracket():
    years, path = [2025, 2026, 2027], ("Bana", [100.0, 80.0, 60.0])
    covered = wedge_chart(years, 100, [("Pågår", [0, 20, 40])], path, "saknas", write, "")
    short = wedge_chart(years, 100, [("Pågår", [0, 20, 30])], path, "saknas", write, "")
    assert RED not in covered and "saknas" not in said(covered)
    assert RED in short and "saknas" in said(short)


@pytest.mark.parametrize("width", WIDTHS)
def test_words_are_words_and_the_drawing_says_what_it_is(width):
    drawing = waterfall_chart([Step("<b>A & B</b>", 5, is_sum=True)], write, 'a "b"', width=width, mark="Demonstration")
    assert ET.fromstring(drawing).get("aria-label") == 'a "b"'
    assert "<b>A & B</b>" in said(drawing)
    assert "Demonstration" in said(drawing)
    assert ET.fromstring(drawing).get("width") == str(width)


def texts(drawing: str) -> list[tuple[str, float, float, float]]:
    """Each text: its words, its left end, its height and its size."""
    found = ET.fromstring(drawing).iter(f"{SVG}text")
    return [(t.text or "", float(t.get("x") or 0), float(t.get("y") or 0), float(t.get("font-size"))) for t in found]


@pytest.mark.parametrize("width", [960, 380])
@pytest.mark.parametrize("last", [0.0, 1.0, 50.0, 99.0])
def test_names_at_the_end_neither_meet_nor_leave_the_drawing(width, last):
    years, path = [2025, 2026, 2027], ("Målbana", [100.0, 80.0, last])
    layers = [("Mötets åtgärder", [0, 1, 1]), ("Medlemmarnas åtgärder", [0, 0, 98 - min(last, 98)])]
    drawing = wedge_chart(years, 100, layers, path, "Saknas 100\u202f000 t", write, "", width=width)
    right = width - (138 if width < 600 else 250)
    names = sorted((y, size) for words, x, y, size in texts(drawing) if x > right)
    assert len(names) >= 3
    for (above, size), (below, _) in pairwise(names):
        assert below - above >= 1.15 * size
    assert names[-1][0] <= float(ET.fromstring(drawing).get("height"))


def test_a_gap_with_its_range_fits_beside_a_narrow_drawing():
    observed, path = (
        Line("Utfall", {2022: 99.0, 2025: 97.0}, "observed"),
        Line("Bana", {2022: 99.0, 2030: 10.0}, "path"),
    )
    words = "Gap 83\u202f000\u00a0t (55\u202f000–120\u202f000)"
    drawing = line_chart([observed, path], Gap(2030, 10, 93, words), write, "", width=380)
    range_, left, _, size = next(t for t in texts(drawing) if "(" in t[0])
    assert left + LETTER * size * len(range_) <= 380


def test_measures_beyond_the_level_are_not_drawn_below_nothing():
    drawing = wedge_chart([2025, 2026], 100, [("Mötets", [0, 150])], ("Bana", [100.0, 60.0]), "", write, "")
    (zero,) = {y for (_, y), (_, other) in [line for line in lines(drawing, INK) if len(line) == 2] if y == other}
    lowest = max(y for line in lines(drawing, INK) for _, y in line)
    assert lowest <= zero + 0.1
