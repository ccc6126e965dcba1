"""A member's own trajectory against its own target and the Declaration's path."""

from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from declaration.charts.theme import BLUE, INK, QUIET, RED, RULE, figure, label, spread, stamp, zero_line
from declaration.language import Reader

#: paths: colour and dash; the labels stand at their ends
PATH_STYLES = {"declaration": (BLUE, "dashdot"), "own": ("#7b075e", "dash")}


@dataclass(frozen=True)
class Line:
    """A path: which one, its name, year and path_t (t CO2e)."""

    path: str
    name: str
    levels: pd.DataFrame


def own_chart(reader: Reader, years: pd.DataFrame, lines: list[Line], gap: str, mark: str = "") -> go.Figure:
    """Own figures (solid; dashed and hollow where estimated), the paths, and the gap in the last year as a bracket.

    years: year, co2e_t (t CO2e), estimated; at least one. gap: words beside the bracket, drawn against the
    Declaration's path where the last year lies above it; empty for none. mark: written across.
    """
    chart = figure(reader, height=420)
    _own(chart, reader, years)
    for line in lines:
        colour, dash = PATH_STYLES[line.path]
        chart.add_scatter(
            x=line.levels["year"],
            y=line.levels["path_t"],
            mode="lines",
            line={"color": colour, "width": 2.5, "dash": dash},
            hovertemplate="%{x}: %{y:,.0f} t<extra>" + line.name + "</extra>",
        )
    zero_line(chart)
    last = int(years["year"].iloc[-1])
    first_year = min([int(years["year"].min()), *(int(line.levels["year"].min()) for line in lines)])
    end = max([last + 1, *(int(line.levels["year"].max()) for line in lines)])
    if lines:
        _gap(chart, years, lines[0].levels, gap)
        _path_names(chart, lines)
    chart.add_vline(x=last, line={"color": RULE, "width": 1.5, "dash": "dot"}, layer="below")
    # each year where there are few, else as many as the width holds beside each other
    few = {"dtick": 1} if end - first_year < 6 else {"tickangle": 0}
    chart.update_xaxes(range=[first_year - 0.4, end + 0.4], tickformat="d", **few)
    chart.update_layout(margin={"r": 96 if lines else 24})
    stamp(chart, mark)
    return chart


def _own(chart: go.Figure, reader: Reader, years: pd.DataFrame) -> None:
    """Each step from a year to the next, dashed where either is estimated or a year lies between; then the marks."""
    rows = list(years.itertuples(index=False))
    for one, other in pairwise(rows):
        whole = not (one.estimated or other.estimated) and other.year == one.year + 1
        chart.add_scatter(
            x=[one.year, other.year],
            y=[one.co2e_t, other.co2e_t],
            mode="lines",
            line={"color": INK, "width": 3 if whole else 2, "dash": "solid" if whole else "dash"},
            hoverinfo="skip",
        )
    names = [reader.say("chart.estimate" if row.estimated else "stand.chart.own") for row in rows]
    chart.add_scatter(
        x=years["year"],
        y=years["co2e_t"],
        mode="markers",
        marker={
            "size": 10,
            "color": ["#ffffff" if row.estimated else INK for row in rows],
            "line": {"color": INK, "width": 2},
        },
        customdata=names,
        hovertemplate="%{x}: %{y:,.1f} t<extra>%{customdata}</extra>",
    )
    label(chart, rows[0].year, rows[0].co2e_t, reader.say("stand.chart.own"), vertical="bottom", shift=(0, 10))


def _gap(chart: go.Figure, years: pd.DataFrame, path: pd.DataFrame, words: str) -> None:
    """The bracket in the last year, from the path up to the own figure."""
    last = years.iloc[-1]
    level = path.loc[path["year"].eq(last["year"]), "path_t"]
    if not words or level.empty or last["co2e_t"] <= level.iloc[0]:
        return
    x = last["year"] + 0.2
    chart.add_scatter(
        x=[last["year"], x, x, last["year"]],
        y=[level.iloc[0], level.iloc[0], last["co2e_t"], last["co2e_t"]],
        mode="lines",
        line={"color": RED, "width": 3},
        hoverinfo="skip",
    )
    label(chart, x, (level.iloc[0] + last["co2e_t"]) / 2, words, RED, shift=(6, 0))


def _path_names(chart: go.Figure, lines: list[Line]) -> None:
    """Each path's name at its end, moved apart where they would meet."""
    ends = [float(line.levels["path_t"].iloc[-1]) for line in lines]
    top = max(float(line.levels["path_t"].max()) for line in lines)
    for line, y in zip(lines, spread(ends, least=top * 0.12), strict=True):
        label(chart, int(line.levels["year"].iloc[-1]), y, line.name, PATH_STYLES[line.path][0] or QUIET)
