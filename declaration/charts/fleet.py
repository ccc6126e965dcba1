"""Lorries by fuel: the share of a kind of fuel in each municipality beside the country's."""

import pandas as pd
import plotly.graph_objects as go

from declaration.charts.theme import BLUE, INK, QUIET, figure, label
from declaration.language import Reader


def fleet_chart(reader: Reader, shares: pd.DataFrame, reference: float, reference_name: str) -> go.Figure:
    """One row a municipality: its share in the first and the last year, joined, against the country's share.

    shares: place, first_share, last_share (0–1), first_year, last_year; ordered as to be drawn, top first.
    reference: the country's share in the last year (0–1).
    """
    chart = figure(reader, height=90 + 30 * len(shares))
    shares = shares.iloc[::-1]
    for _, row in shares.iterrows():
        chart.add_scatter(
            x=[row["first_share"], row["last_share"]],
            y=[row["place"]] * 2,
            mode="lines",
            line={"color": QUIET, "width": 2},
            hoverinfo="skip",
        )
    for column, year_column, colour, symbol in (
        ("first_share", "first_year", INK, "circle-open"),
        ("last_share", "last_year", BLUE, "circle"),
    ):
        chart.add_scatter(
            x=shares[column],
            y=shares["place"],
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 11, "line": {"width": 2, "color": colour}},
            hovertemplate="%{y}: %{x:.1%}<extra>" + str(int(shares[year_column].iloc[0])) + "</extra>",
        )
    chart.add_vline(x=reference, line={"color": INK, "width": 1.5, "dash": "dash"})
    label(chart, reference, 1, reference_name, anchor="left", vertical="bottom", shift=(4, 0), yref="paper")
    chart.update_layout(margin={"t": 34, "r": 24})
    chart.update_xaxes(showgrid=True, gridcolor="#d9d9d9", tickformat=".0%", rangemode="tozero")
    chart.update_yaxes(showgrid=False, type="category", dtick=1, tickfont={"size": 14, "color": INK})
    return chart
