"""The furniture of every figure: title, subtitle, alternative text, source, table twin, and files to take away.

A page hands over a figure and its words; nothing of this can be forgotten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from declaration.ui.files import File, offer_files, picture_of
from declaration.ui.tables import Column, csv_bytes, html_table
from declaration.ui.visit import Visit


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
    picture = picture_of(
        visit,
        name,
        chart=f"chart-{key}",
        title=figure.words.title,
        subtitle=figure.words.subtitle,
        credit=credit(visit, figure.words.source, figure.words.credit),
    )
    with st.expander(say("figure.table")):
        st.html(figure.table)
        offer_files(visit, key, csv_files(visit, name, figure.csv), picture)


def csv_files(visit: Visit, name: str, csv: Callable[[str], bytes]) -> list[File]:
    """A table's two files. name: the files' without dialect and ending. csv: dialect → content."""
    return [
        File(f"csv-{d}", visit.reader.say(f"figure.csv_{d}"), f"{name}_{d}.csv", partial(csv, d)) for d in ("sv", "en")
    ]
