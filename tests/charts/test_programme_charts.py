"""The programme's charts draw the figures they were given, say what kind they are, and colour only the gap."""

import pandas as pd
import pytest

from declaration.charts.programme import Panel, areas_chart, waterfall_chart
from declaration.charts.theme import INK, RED
from declaration.language import reader_of

READER = reader_of("sv")


def panel(level_t: float, forecast_t: float | None, estimated_t: float = 0.0) -> Panel:
    years = range(2021, 2026)
    outlook = pd.DataFrame(columns=["year", "p05_t", "p50_t", "p95_t"])
    if forecast_t is not None:
        outlook = pd.DataFrame([{"year": 2030, "p05_t": forecast_t / 2, "p50_t": forecast_t, "p95_t": forecast_t * 2}])
    return Panel(
        heading="Område",
        figures=pd.DataFrame({"year": years, "co2e_t": level_t, "has_estimates": [False] * 4 + [estimated_t > 0]}),
        path=pd.DataFrame({"year": [2022, 2030], "emissions_t": [level_t, level_t / 10]}),
        outlook=outlook,
        gap="Gap",
    )


def traces(chart, colour: str) -> list:
    return [trace for trace in chart.data if trace.line.color == colour]


def test_each_area_has_its_own_axis_and_they_share_the_scale_when_asked():
    panels = [panel(1000, 900), panel(10, 5)]
    shared = areas_chart(READER, panels, shared_scale=True).layout
    own = areas_chart(READER, panels, shared_scale=False).layout
    assert shared.yaxis.range == shared.yaxis2.range
    assert own.yaxis2.range[1] < own.yaxis.range[1] / 50
    assert own.yaxis.range[0] == own.yaxis2.range[0] == 0


def test_a_gap_is_drawn_from_the_path_to_the_forecast_and_only_when_there_is_one():
    missed, met = areas_chart(READER, [panel(1000, 600)], shared_scale=True), panel(1000, 50)
    (bracket,) = traces(missed, RED)
    assert (min(bracket.y), max(bracket.y)) == (100, 600)
    assert traces(areas_chart(READER, [met], shared_scale=True), RED) == []
    assert traces(areas_chart(READER, [panel(1000, None)], shared_scale=True), RED) == []


def test_a_year_with_an_estimated_part_is_hollow():
    chart = areas_chart(READER, [panel(1000, 600, estimated_t=5)], shared_scale=True)
    (line,) = [trace for trace in chart.data if trace.mode == "lines+markers"]
    assert list(line.marker.color) == [INK] * 4 + ["#ffffff"]


def test_steps_start_where_the_one_before_ended_and_the_sum_stands_on_zero():
    changes = [300.0, -500.0, 120.0]
    steps = pd.DataFrame(
        {"label": ["a", "b", "c", "Summa"], "change_t": [*changes, sum(changes)], "is_sum": [False, False, False, True]}
    )
    (bars,) = waterfall_chart(READER, steps).data
    assert list(bars.base) == [0, 300, -200, 0]
    assert list(bars.x) == [300, -500, 120, -80]
    assert [note.text for note in waterfall_chart(READER, steps).layout.annotations][-1] == "−80,0\u00a0t"


@pytest.mark.parametrize("mark", ["Demonstrationsdata", ""])
def test_figures_that_are_not_real_are_marked_across_the_chart(mark):
    steps = pd.DataFrame({"label": ["Summa"], "change_t": [1.0], "is_sum": [True]})
    for chart in (
        areas_chart(READER, [panel(10, 5)], shared_scale=True, mark=mark),
        waterfall_chart(READER, steps, mark=mark),
    ):
        assert ("Demonstrationsdata" in [note.text for note in chart.layout.annotations]) == bool(mark)
