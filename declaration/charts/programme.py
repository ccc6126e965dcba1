"""The members' programme: the five areas against their paths, and why a sum changed between two years."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from declaration.charts.theme import BLUE, DEEP_BLUE, INK, QUIET, RED, RULE, figure, label, stamp
from declaration.language import Reader

#: Height of one area's panel and of the space for its heading above, in pixels.
PANEL_PX, HEADING_PX = 96, 34
#: An increase in the waterfall; a decrease is blue. Neither is red or green: a change is not a verdict.
RISE = "#a04500"


@dataclass(frozen=True)
class Panel:
    """One area: heading, reported and estimated figures, its path, and the words of its gap.

    figures: year, co2e_t (t CO2e, missing where withheld), has_estimates (a part stands for missing reports).
    path: year, emissions_t (empty where none can be drawn).
    outlook: year, p05_t, p50_t, p95_t at the target year (may be empty).
    """

    heading: str
    figures: pd.DataFrame
    path: pd.DataFrame
    outlook: pd.DataFrame
    gap: str


def areas_chart(reader: Reader, panels: list[Panel], *, shared_scale: bool, mark: str = "") -> go.Figure:
    """Small multiples, one below the other, on one scale of years and, if wanted, one of tonnes. Only the gap is red.

    mark: written across the chart where the figures are not real ones.
    """
    chart = figure(reader, height=len(panels) * (PANEL_PX + HEADING_PX) + 40)
    tops = [_top(panel) for panel in panels]
    share = 1 / len(panels)
    heading = share * HEADING_PX / (PANEL_PX + HEADING_PX)
    first = min(int(panel.figures["year"].min()) for panel in panels)
    last = max(int(panel.figures["year"].max()) for panel in panels)
    last = max([last, *(int(panel.path["year"].max()) for panel in panels if len(panel.path))])
    for position, panel in enumerate(panels):
        name = "" if position == 0 else str(position + 1)
        bottom = 1 - share * (position + 1)
        top = max(tops) if shared_scale else tops[position]
        chart.update_layout(
            {
                f"yaxis{name}": {
                    **chart.layout.yaxis.to_plotly_json(),
                    "domain": [bottom + 0.004, bottom + share - heading],
                    "range": [0, top * 1.05],
                    "nticks": 3,
                    "anchor": "x",
                }
            }
        )
        _panel(chart, reader, panel, f"y{name}", top)
        words, paper = f"<b>{panel.heading}</b>", {"xref": "paper", "yref": "paper"}
        label(chart, 0, bottom + share - 0.004, words, vertical="top", shift=(0, 0), size=14, **paper)
    years = list(range(first, last + 1))
    chart.update_xaxes(
        range=[first - 0.3, last + 0.3],
        tickvals=[y for y in years if (last - y) % (3 if last - first > 5 else 1) == 0],
        tickformat="d",
        tickangle=0,
        anchor=f"y{len(panels)}" if len(panels) > 1 else "y",
    )
    chart.update_layout(margin={"r": 118})
    stamp(chart, mark)
    return chart


def _top(panel: Panel) -> float:
    """The highest tonne a panel has to show."""
    shown = [*panel.figures["co2e_t"].dropna(), *panel.path["emissions_t"], *panel.outlook["p50_t"]]
    return float(max(shown, default=1.0)) or 1.0


def _panel(chart: go.Figure, reader: Reader, panel: Panel, axis: str, top: float) -> None:
    """One area: figures solid (hollow where part is estimated), path dash-dotted, gap as a bracket."""
    chart.add_hline(y=0, line={"color": INK, "width": 1}, yref=axis)
    chart.add_scatter(
        x=panel.path["year"],
        y=panel.path["emissions_t"],
        yaxis=axis,
        mode="lines",
        line={"color": BLUE, "width": 2, "dash": "dashdot"},
        hovertemplate="%{x}: %{y:,.0f} t<extra>" + reader.say("chart.path") + "</extra>",
    )
    rows = panel.figures
    hollow = rows["has_estimates"]
    chart.add_scatter(
        x=rows["year"],
        y=rows["co2e_t"],
        yaxis=axis,
        mode="lines+markers",
        line={"color": INK, "width": 2.5},
        marker={
            "size": 7,
            "color": ["#ffffff" if h else INK for h in hollow],
            "line": {"color": INK, "width": 1.8},
        },
        hovertemplate="%{x}: %{y:,.0f} t<extra></extra>",
    )
    if panel.outlook.empty:
        return
    at, reached = panel.outlook.iloc[-1], float(panel.path["emissions_t"].iloc[-1])
    chart.add_scatter(
        x=[rows["year"].iloc[-1], at["year"]],
        y=[rows["co2e_t"].iloc[-1], at["p50_t"]],
        yaxis=axis,
        mode="lines",
        line={"color": QUIET, "width": 1.2, "dash": "dot"},
        hovertemplate="%{x}: %{y:,.0f} t<extra>" + reader.say("chart.forecast") + "</extra>",
    )
    if at["p50_t"] > reached:
        chart.add_scatter(
            x=[at["year"], at["year"] + 0.2, at["year"] + 0.2, at["year"]],
            y=[reached, reached, at["p50_t"], at["p50_t"]],
            yaxis=axis,
            mode="lines",
            line={"color": RED, "width": 3},
            hoverinfo="skip",
        )
    middle = min(max((at["p50_t"] + reached) / 2, 0.12 * top), 0.9 * top)
    colour = RED if at["p50_t"] > reached else DEEP_BLUE
    label(chart, at["year"] + 0.3, middle, panel.gap, colour, shift=(6, 0), yref=axis)


def waterfall_chart(reader: Reader, steps: pd.DataFrame, mark: str = "") -> go.Figure:
    """Why a sum changed: effects that start where the one before ended, and their sum as the last bar.

    steps: label, change_t (t CO2e), is_sum (True for the last); from top to bottom. Zero is "unchanged".
    """
    chart = figure(reader, height=70 + 36 * len(steps))
    starts, running = [], 0.0
    for step in steps.itertuples(index=False):
        starts.append(0.0 if step.is_sum else running)
        running += 0.0 if step.is_sum else step.change_t
    ends = [start + change for start, change in zip(starts, steps["change_t"], strict=True)]
    written = [f"{reader.signed(change, 3)}\u00a0t" for change in steps["change_t"]]
    chart.add_bar(
        orientation="h",
        y=list(steps["label"]),
        base=starts,
        x=list(steps["change_t"]),
        marker={
            "color": [
                INK if is_sum else (RISE if change > 0 else BLUE)
                for is_sum, change in zip(steps["is_sum"], steps["change_t"], strict=True)
            ]
        },
        width=0.62,
        customdata=written,
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )
    for position, (start, end, text) in enumerate(zip(starts, ends, written, strict=True)):
        label(chart, max(start, end), position, text, shift=(6, 0))
        if position + 1 < len(ends):
            chart.add_shape(
                type="line",
                x0=ends[position],
                x1=ends[position],
                y0=position + 0.31,
                y1=position + 0.69,
                line={"color": QUIET, "width": 1},
            )
    low, high = min(0.0, *starts, *ends), max(0.0, *starts, *ends)
    room = (high - low) or 1.0
    chart.add_vline(x=0, line={"color": INK, "width": 1.2})
    chart.update_xaxes(
        showgrid=True, gridcolor=RULE, nticks=5, tickformat=",.0f", range=[low - 0.04 * room, high + 0.42 * room]
    )
    chart.update_yaxes(
        autorange="reversed", showgrid=False, rangemode="normal", automargin=True, tickfont={"color": INK}, nticks=99
    )
    stamp(chart, mark)
    return chart
