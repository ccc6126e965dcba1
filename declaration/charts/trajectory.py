"""The trajectory: what was emitted, where it is heading as a fan, where it has to be, and the gap between."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from declaration.charts.theme import BLUE, INK, QUIET, RED, RULE, figure, label, spread, zero_line
from declaration.language import Reader

#: How many years before the base year are drawn; the table beside the chart has them all.
YEARS_BEFORE_BASE = 5


@dataclass(frozen=True)
class Bracket:
    """A gap drawn as a bracket: from `low_t` to `high_t` (t CO2e) at `year`, with its words."""

    year: int
    low_t: float
    high_t: float
    text: str


def trajectory_chart(
    reader: Reader,
    observed: pd.DataFrame,
    path: pd.DataFrame,
    forecast: pd.DataFrame,
    estimate: pd.DataFrame,
    brackets: list[Bracket],
    now: int,
) -> go.Figure:
    """The trajectory chart.

    observed: year, emissions_t. path: year, emissions_t, is_milestone. forecast: year, p05_t, p25_t, p50_t,
    p75_t, p95_t (may be empty). estimate: year, low_t, central_t, high_t (may be empty). All t CO2e.
    """
    chart = figure(reader, height=480)
    first_year = max(int(path["year"].min()) - YEARS_BEFORE_BASE, int(observed["year"].min()))
    observed = observed[observed["year"] >= first_year]
    last_year = int(max(path["year"].max(), forecast["year"].max() if len(forecast) else now))
    _fan(chart, reader, forecast, _origin(observed, estimate))
    _path(chart, reader, path)
    _observed(chart, reader, observed)
    _estimate(chart, reader, observed, estimate)
    for bracket in brackets:
        _bracket(chart, bracket)
        if bracket.year < last_year:
            label(chart, bracket.year, bracket.low_t, bracket.text, RED, anchor="right", vertical="top", shift=(2, -8))
    chart.add_vline(x=now, line={"color": RULE, "width": 1.5, "dash": "dot"}, layer="below")
    words, how = reader.say("chart.now", year=now), {"anchor": "right", "vertical": "top", "shift": (-4, 0)}
    label(chart, now, 1, words, QUIET, **how, yref="paper")
    zero_line(chart)
    chart.update_xaxes(range=[first_year - 0.6, last_year + 0.5], nticks=9, tickformat="d", tickangle=0)
    chart.update_layout(margin={"r": 84})
    _end_labels(chart, reader, path, forecast, brackets)
    return chart


def _observed(chart: go.Figure, reader: Reader, observed: pd.DataFrame) -> None:
    """Solid between neighbouring years; a thin dotted thread across years without a figure."""
    hover = "%{x}: %{y:,.0f} t<extra>" + reader.say("chart.observed") + "</extra>"
    chart.add_scatter(
        x=observed["year"],
        y=observed["emissions_t"],
        mode="lines",
        line={"color": INK, "width": 1, "dash": "dot"},
        hoverinfo="skip",
    )
    filled = observed.set_index("year")["emissions_t"].reindex(
        range(int(observed["year"].min()), int(observed["year"].max()) + 1)
    )
    chart.add_scatter(
        x=filled.index,
        y=filled.to_list(),
        mode="lines+markers",
        line={"color": INK, "width": 3},
        marker={"size": 7, "color": INK},
        connectgaps=False,
        hovertemplate=hover,
    )
    first, second = observed["emissions_t"].iloc[:2]
    rises = second >= first
    label(
        chart,
        observed["year"].iloc[0],
        first,
        reader.say("chart.observed"),
        vertical="top" if rises else "bottom",
        shift=(0, -10 if rises else 10),
    )


def _estimate(chart: go.Figure, reader: Reader, observed: pd.DataFrame, estimate: pd.DataFrame) -> None:
    """Dashed and hollow: an estimate never looks like an official figure."""
    if estimate.empty:
        return
    last, row = observed.iloc[-1], estimate.iloc[0]
    chart.add_scatter(
        x=[last["year"], row["year"]],
        y=[last["emissions_t"], row["central_t"]],
        mode="lines",
        line={"color": INK, "width": 2, "dash": "dash"},
        hoverinfo="skip",
    )
    chart.add_scatter(
        x=[row["year"]],
        y=[row["central_t"]],
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [row["high_t"] - row["central_t"]],
            "arrayminus": [row["central_t"] - row["low_t"]],
            "color": INK,
            "thickness": 1.2,
            "width": 4,
        },
        mode="markers",
        marker={"size": 10, "color": "#ffffff", "line": {"color": INK, "width": 2}},
        hovertemplate="%{x}: %{y:,.0f} t<extra>" + reader.say("chart.estimate") + "</extra>",
    )
    label(
        chart,
        row["year"],
        row["high_t"],
        reader.say("chart.estimate_label", year=int(row["year"])),
        anchor="right",
        vertical="bottom",
        shift=(4, 8),
    )


def _fan(chart: go.Figure, reader: Reader, forecast: pd.DataFrame, start: pd.DataFrame) -> None:
    """The 90 % band hatched wide, the 50 % band hatched close, the middle as a thin line.

    start: the one row it opens from, in the forecast's columns.
    """
    if forecast.empty:
        return
    forecast = pd.concat([start, forecast], ignore_index=True)
    for low, high, share, size in (("p05_t", "p95_t", 90, 9), ("p25_t", "p75_t", 50, 5)):
        chart.add_scatter(
            x=[*forecast["year"], *forecast["year"][::-1]],
            y=[*forecast[low], *forecast[high][::-1]],
            fill="toself",
            fillpattern={"shape": "/", "fgcolor": QUIET, "bgcolor": "rgba(255,255,255,0)", "size": size},
            mode="lines",
            line={"color": QUIET, "width": 0.8},
            hoverinfo="skip",
            name=reader.say("chart.band", share=share),
        )
    chart.add_scatter(
        x=forecast["year"],
        y=forecast["p50_t"],
        mode="lines",
        line={"color": INK, "width": 1.5},
        customdata=forecast[["p05_t", "p95_t"]],
        hovertemplate="%{x}: %{y:,.0f} t (%{customdata[0]:,.0f}–%{customdata[1]:,.0f})<extra>"
        + reader.say("chart.forecast")
        + "</extra>",
    )


def _origin(observed: pd.DataFrame, estimate: pd.DataFrame) -> pd.DataFrame:
    """The latest figure as the fan's first row: a point where it is official, as wide as it is estimated."""
    last = observed.iloc[-1]
    year, low, middle, high = last["year"], *[last["emissions_t"]] * 3
    if len(estimate):
        year, low, middle, high = estimate.iloc[0][["year", "low_t", "central_t", "high_t"]]
    return pd.DataFrame(
        [{"year": year, "p05_t": low, "p25_t": middle, "p50_t": middle, "p75_t": middle, "p95_t": high}]
    )


def _path(chart: go.Figure, reader: Reader, path: pd.DataFrame) -> None:
    """The target path as its own line, its milestones as diamonds."""
    milestones = path[path["is_milestone"]]
    chart.add_scatter(
        x=path["year"],
        y=path["emissions_t"],
        mode="lines",
        line={"color": BLUE, "width": 2.5, "dash": "dashdot"},
        hovertemplate="%{x}: %{y:,.0f} t<extra>" + reader.say("chart.path") + "</extra>",
    )
    chart.add_scatter(
        x=milestones["year"],
        y=milestones["emissions_t"],
        mode="markers",
        marker={"symbol": "diamond", "size": 10, "color": BLUE},
        hoverinfo="skip",
    )


def _bracket(chart: go.Figure, bracket: Bracket) -> None:
    """A bracket with end caps, in the one colour that means gap."""
    x = bracket.year + 0.25
    chart.add_scatter(
        x=[x - 0.25, x, x, x - 0.25],
        y=[bracket.low_t, bracket.low_t, bracket.high_t, bracket.high_t],
        mode="lines",
        line={"color": RED, "width": 3},
        hoverinfo="skip",
    )


def _end_labels(
    chart: go.Figure, reader: Reader, path: pd.DataFrame, forecast: pd.DataFrame, brackets: list[Bracket]
) -> None:
    """Labels at the right edge, moved apart where they would meet."""
    entries = [(float(path["emissions_t"].iloc[-1]), reader.say("chart.path"), BLUE)]
    if len(forecast):
        entries.append((float(forecast["p50_t"].iloc[-1]), reader.say("chart.forecast_label"), INK))
    if brackets and brackets[-1].year == path["year"].max():
        final = brackets[-1]
        entries.append(((final.low_t + final.high_t) / 2, final.text, RED))
    top = max(trace_max(trace) for trace in chart.data)
    placed = spread([entry[0] for entry in entries], least=top * 0.15)
    right = chart.layout.xaxis.range[1]
    for (_, text, colour), y in zip(entries, placed, strict=True):
        label(chart, right, y, text, colour, shift=(4, 0))


def trace_max(trace: go.Scatter) -> float:
    """The highest drawn value of a trace, to measure labels against."""
    values = [y for y in (trace.y if trace.y is not None else []) if y is not None and y == y]
    return max(values, default=0.0)
