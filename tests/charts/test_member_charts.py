"""A member's charts: the own band and no peer's place; estimates look like none of the reports; only a gap is red."""

import pandas as pd
import pytest

from declaration.charts.own import PATH_STYLES, Line, own_chart
from declaration.charts.strip import Strip, strips_chart
from declaration.charts.theme import BLUE, INK, RED
from declaration.language import reader_of

READER = reader_of("sv")
BANDS = ("Lägsta fjärdedelen", "Andra", "Tredje", "Högsta")


def strip(own: int, bands=BANDS, **how) -> Strip:
    return Strip("Per tonkilometer", "11 koncerner", bands, own, "62 g", **how)


@pytest.mark.parametrize("bands", [BANDS[:2], BANDS[:3], BANDS])
def test_the_own_band_is_filled_and_all_are_equally_wide(bands):
    for own in range(len(bands)):
        boxes = strips_chart(READER, [strip(own, bands)]).layout.shapes
        assert [box.fillcolor == BLUE for box in boxes] == [place == own for place in range(len(bands))]
        assert {round(box.x1 - box.x0, 9) for box in boxes} == {round(1 / len(bands), 9)}


@pytest.mark.parametrize(("own", "anchor", "x"), [(0, "left", 0.0), (1, "center", 0.375), (3, "right", 1.0)])
def test_the_own_figure_stands_at_the_own_band_and_inside_the_drawing(own, anchor, x):
    words = strips_chart(READER, [strip(own)]).layout.annotations
    value = next(w for w in words if "62 g" in w.text)
    assert (value.xanchor, value.x) == (anchor, x)


def test_every_strip_has_a_height_of_its_own_and_the_first_is_on_top():
    chart = strips_chart(READER, [strip(0), strip(1)])
    first, second = (chart.layout.shapes[place] for place in (4, 0))
    assert first.y0 > second.y1
    assert chart.layout.yaxis.range == (0, 2)


def test_of_the_halves_only_what_is_told_is_written():
    chart = strips_chart(READER, [strip(0, halves=("", "medel 90–100 g"))], mark="Prov")
    said = [w.text for w in chart.layout.annotations]
    assert sum("medel" in text for text in said) == 1
    assert any("Prov" in text for text in said)
    assert not chart.data, "a strip has no mark for anybody"


def years(*levels: float, estimated: tuple[int, ...] = ()) -> pd.DataFrame:
    rows = [{"year": 2022 + n, "co2e_t": t, "estimated": 2022 + n in estimated} for n, t in enumerate(levels)]
    return pd.DataFrame(rows)


def path(name: str, first_t: float, last_t: float) -> Line:
    steps = range(9)
    levels = [first_t + (last_t - first_t) * step / 8 for step in steps]
    return Line(name, name, pd.DataFrame({"year": [2022 + step for step in steps], "path_t": levels}))


def test_the_gap_reaches_from_the_path_to_the_own_figure():
    chart = own_chart(READER, years(100, 95, 95), [path("declaration", 100, 10)], "20 t för mycket")
    (bracket,) = (trace for trace in chart.data if trace.line.color == RED)
    assert (min(bracket.y), max(bracket.y)) == (pytest.approx(77.5), 95)
    assert "20 t för mycket" in [a.text for a in chart.layout.annotations]


@pytest.mark.parametrize("last", [77.5, 60.0])
def test_who_is_on_the_path_or_below_has_no_gap(last):
    chart = own_chart(READER, years(100, 95, last), [path("declaration", 100, 10)], "gap")
    assert not [trace for trace in chart.data if trace.line.color == RED]
    assert "gap" not in [a.text for a in chart.layout.annotations]


def test_an_estimated_year_is_hollow_and_its_steps_are_dashed():
    chart = own_chart(READER, years(100, 95, 90, 85, estimated=(2024,)), [], "")
    steps = [trace.line.dash for trace in chart.data if trace.mode == "lines"]
    marks = next(trace for trace in chart.data if trace.mode == "markers")
    assert steps == ["solid", "dash", "dash"]
    assert list(marks.marker.color) == [INK, INK, "#ffffff", INK]


def test_a_year_left_out_is_not_bridged_by_a_whole_line():
    chart = own_chart(READER, years(100, 95, 90).drop(index=1), [], "")
    assert [trace.line.dash for trace in chart.data if trace.mode == "lines"] == ["dash"]


def test_two_paths_that_end_at_the_same_height_have_names_that_do_not_meet():
    chart = own_chart(READER, years(100.0), [path("declaration", 100, 10), path("own", 100, 10)], "")
    heights = [a.y for a in chart.layout.annotations if a.text in PATH_STYLES]
    assert abs(heights[0] - heights[1]) >= 12 - 1e-9


def test_zero_is_on_the_scale_however_high_the_figures_are():
    chart = own_chart(READER, years(1000, 990), [], "")
    assert chart.layout.yaxis.rangemode == "tozero"
    assert chart.layout.yaxis.range is None, "a range of its own would override that"
