"""The furniture of every figure: title, subtitle, alternative text, source, table twin, and files to take away.

A page hands over a figure and its words; nothing of this can be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from declaration.ui.download import while_signed_in
from declaration.ui.tables import Column, csv_bytes, html_table
from declaration.ui.visit import Visit

_PICTURES = st.components.v2.component(
    "picture_downloads",
    css=(Path(__file__).parent / "pictures.css").read_text(encoding="utf-8"),
    js=(Path(__file__).parent / "pictures.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Words:
    """The words of a figure. `subtitle` says measure, unit and coverage; `source` names who published it.

    credit: the key of the line below it; another than the public one where the figure may not be passed on.
    """

    title: str
    subtitle: str
    alt: str
    source: str
    credit: str = "figure.credit"


@dataclass(frozen=True)
class Figure:
    """A chart with its words and its table twin. `rows` are the figures drawn, in full precision."""

    words: Words
    chart: go.Figure
    rows: pd.DataFrame
    columns: Mapping[str, Column]

    @cached_property
    def table(self) -> str:
        """The table twin as HTML, written once."""
        return html_table(self.words.title, self.columns, self.rows)

    def csv(self, dialect: str) -> bytes:
        """The table twin as CSV, Swedish or international."""
        return csv_bytes(self.rows[list(self.columns)], dialect)


def credit(visit: Visit, source: str, key: str = "figure.credit") -> str:
    """Source, release and the day it was built, as it stands below a figure and in every exported picture."""
    return visit.reader.say(
        key,
        source=source,
        release=visit.release.id,
        date=visit.reader.date(visit.edition.built_on),
    )


def show_figure(visit: Visit, key: str, figure: Figure) -> None:
    """A chart with all its furniture."""
    with st.container(key=f"figure-{key}"):
        st.subheader(figure.words.title, anchor=key)
        st.markdown(figure.words.subtitle)
        st.plotly_chart(figure.chart, key=f"chart-{key}", alt=figure.words.alt, theme=None, config=_CHART_CONFIG)
        st.caption(credit(visit, figure.words.source, figure.words.credit))
        _take_away(visit, key, figure)


#: No mode bar: its words are English and its tools are for analysts; the downloads stand below the chart.
_CHART_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}


def _take_away(visit: Visit, key: str, figure: Figure) -> None:
    """The table twin, CSV in both dialects, and the chart as PNG and SVG."""
    say = visit.reader.say
    name = f"{visit.release.id}_{key}"
    with st.expander(say("figure.table")):
        st.html(figure.table)
        with st.container(horizontal=True, key=f"downloads-{key}"):
            for dialect in ("sv", "en"):
                st.download_button(
                    say(f"figure.csv_{dialect}"),
                    data=while_signed_in(visit, partial(figure.csv, dialect)),
                    file_name=f"{name}_{dialect}.csv",
                    mime="text/csv",
                    key=f"csv-{dialect}-{key}",
                    on_click="ignore",
                )
            offer_pictures(
                visit,
                key,
                name,
                chart=f"chart-{key}",
                title=figure.words.title,
                subtitle=figure.words.subtitle,
                credit=credit(visit, figure.words.source, figure.words.credit),
            )


def offer_pictures(visit: Visit, key: str, name: str, **what: str) -> None:
    """Buttons for PNG and SVG: of a `chart` with title, subtitle and credit, or of a `drawing` that has its own.

    chart, drawing: the key of the element on the page. name: the file's name without its ending.
    """
    say = visit.reader.say
    words = {"png": say("figure.png"), "svg": say("figure.svg"), "failed": say("figure.picture_failed")}
    _PICTURES(key=f"pictures-{key}", data={"file": name, **words, **what})
