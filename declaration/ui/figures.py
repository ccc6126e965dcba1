"""The furniture of every figure: title, subtitle, alternative text, source, table twin, and files to take away.

A page hands over a figure and its words; nothing of this can be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from declaration.ui.tables import Column, csv_bytes, html_table
from declaration.ui.visit import Visit

_PICTURES = st.components.v2.component(
    "picture_downloads",
    css=(Path(__file__).parent / "pictures.css").read_text(encoding="utf-8"),
    js=(Path(__file__).parent / "pictures.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Words:
    """The words of a figure. `subtitle` says measure, unit and coverage; `source` names who published it."""

    title: str
    subtitle: str
    alt: str
    source: str


def credit(visit: Visit, source: str) -> str:
    """Source, release and the day it was built, as it stands below a figure and in every exported picture."""
    return visit.reader.say(
        "figure.credit",
        source=source,
        release=visit.release.id,
        date=visit.reader.date(visit.built_on),
    )


def show_figure(
    visit: Visit,
    key: str,
    words: Words,
    chart: go.Figure,
    rows: pd.DataFrame,
    columns: Mapping[str, Column],
) -> None:
    """A chart with all its furniture. `rows` are the figures drawn, in full precision, with `columns` to show."""
    with st.container(key=f"figure-{key}"):
        st.subheader(words.title, anchor=key)
        st.markdown(words.subtitle)
        st.plotly_chart(chart, key=f"chart-{key}", alt=words.alt, theme=None, config=_CHART_CONFIG)
        st.caption(credit(visit, words.source))
        _take_away(visit, key, words, rows, columns)


#: No mode bar: its words are English and its tools are for analysts; the downloads stand below the chart.
_CHART_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}


def _take_away(
    visit: Visit, key: str, words: Words, rows: pd.DataFrame, columns: Mapping[str, Column], picture: bool = True
) -> None:
    """The table twin, CSV in both dialects, and the chart as PNG and SVG."""
    say = visit.reader.say
    name = f"{visit.release.id}_{key}"
    with st.expander(say("figure.table")):
        st.html(html_table(words.title, columns, rows))
        with st.container(horizontal=True, key=f"downloads-{key}"):
            for dialect in ("sv", "en"):
                st.download_button(
                    say(f"figure.csv_{dialect}"),
                    data=lambda dialect=dialect: csv_bytes(rows[list(columns)], dialect),
                    file_name=f"{name}_{dialect}.csv",
                    mime="text/csv",
                    key=f"csv-{dialect}-{key}",
                    on_click="ignore",
                )
            if picture:
                _PICTURES(
                    key=f"pictures-{key}",
                    data={
                        "chart": f"chart-{key}",
                        "title": words.title,
                        "subtitle": words.subtitle,
                        "credit": credit(visit, words.source),
                        "file": name,
                        "png": say("figure.png"),
                        "svg": say("figure.svg"),
                        "failed": say("figure.picture_failed"),
                    },
                )
