"""Official history: several places as lines, and what a new release changed in the years already published."""

import pandas as pd
import plotly.graph_objects as go

from declaration.charts.theme import (
    BLUE,
    INK,
    QUIET,
    SERIES_STYLES,
    figure,
    label,
    spread,
    zero_line,
)
from declaration.language import Reader


def shares_chart(reader: Reader, series: pd.DataFrame) -> go.Figure:
    """Shares (0–1) over time, one line a place, written in per cent. Columns as in `lines_chart`."""
    chart = lines_chart(reader, series, decimals=1, height=340)
    chart.update_yaxes(tickformat=".1%")
    for trace in chart.data:
        if trace.hovertemplate:
            trace.hovertemplate = trace.hovertemplate.replace("%{y:,.1f}", "%{y:.2%}")
    return chart


def lines_chart(
    reader: Reader,
    series: pd.DataFrame,
    decimals: int,
    height: int = 460,
) -> go.Figure:
    """One line a place. series: place (name to show), year, figure; ordered by place and year.

    Each line has its own dash and marker beside its colour, and its name at its end. Across years without a
    figure runs only a thin thread.
    """
    chart = figure(reader, height=height)
    ends = []
    for position, (place, rows) in enumerate(series.groupby("place", sort=False)):
        colour, dash, symbol = SERIES_STYLES[position % len(SERIES_STYLES)]
        years = range(int(rows["year"].min()), int(rows["year"].max()) + 1)
        filled = rows.set_index("year")["figure"].reindex(years)
        chart.add_scatter(
            x=rows["year"],
            y=rows["figure"],
            mode="lines",
            line={"color": colour, "width": 1, "dash": "dot"},
            hoverinfo="skip",
        )
        chart.add_scatter(
            x=filled.index,
            y=filled.to_list(),
            mode="lines+markers",
            line={"color": colour, "width": 2.5, "dash": dash},
            marker={"color": colour, "symbol": symbol, "size": 8},
            hovertemplate=f"%{{x}}: %{{y:,.{decimals}f}}<extra>{place}</extra>",
        )
        ends.append((float(rows["figure"].iloc[-1]), place, colour, int(rows["year"].iloc[-1])))
    top = max(series["figure"].max(), 1e-9)
    placed = spread([end[0] for end in ends], least=top * 0.07)
    last = max(end[3] for end in ends)
    for (_, place, colour, _), y in zip(ends, placed, strict=True):
        label(chart, last, y, place, colour)
    zero_line(chart)
    chart.update_layout(margin={"r": 20 + 7 * max(len(end[1]) for end in ends)})
    chart.update_xaxes(range=[series["year"].min() - 0.6, last + 0.5], nticks=9, tickformat="d", tickangle=0)
    chart.update_yaxes(tickformat=f",.{decimals}f")
    return chart


def revisions_chart(reader: Reader, revisions: pd.DataFrame, earlier: str, later: str) -> go.Figure:
    """Each year's figure in an earlier and a later release, joined by a line: what was changed afterwards.

    revisions: year, earlier_t, later_t (t CO2e), change_share (0–1); `earlier` and `later` name the releases.
    """
    chart = figure(reader, height=400)
    years = revisions["year"].astype(str)
    for _, row in revisions.iterrows():
        chart.add_scatter(
            x=[str(int(row["year"]))] * 2,
            y=[row["earlier_t"], row["later_t"]],
            mode="lines",
            line={"color": QUIET, "width": 2},
            hoverinfo="skip",
        )
    for column, colour, symbol, name in (
        ("earlier_t", INK, "circle-open", reader.say("chart.earlier_release", release=earlier)),
        ("later_t", BLUE, "circle", reader.say("chart.later_release", release=later)),
    ):
        chart.add_scatter(
            x=years,
            y=revisions[column],
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 11, "line": {"width": 2, "color": colour}},
            hovertemplate="%{x}: %{y:,.0f} t<extra>" + name + "</extra>",
            name=name,
            showlegend=True,
        )
    for position, row in enumerate(revisions.itertuples()):
        # A category's place on the axis is its number: its name would be read as a number too.
        top, words = max(row.earlier_t, row.later_t), reader.change(row.change_share, 1)
        label(chart, position, top, words, anchor="center", vertical="bottom", shift=(0, 8))
    zero_line(chart)
    chart.update_layout(legend={"orientation": "h", "x": 0, "y": 1.12, "font": {"size": 13}}, showlegend=True)
    for trace in chart.data:
        if trace.mode == "lines":
            trace.showlegend = False
    chart.update_xaxes(type="category")
    return chart
