"""Real HTML tables, the twins of every chart and map, and the same rows as CSV in both dialects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from declaration.language import Reader
from declaration.reports.text import neutral


@dataclass(frozen=True)
class Column:
    """One column of a shown table: its heading, and how its figures are written (None for text)."""

    heading: str
    write: Callable[[object], str] | None = None


def html_table(caption: str, columns: Mapping[str, Column], rows: pd.DataFrame) -> str:
    """A table with caption, column headings and row headings (the first column), figures right-aligned."""
    heads = "".join(
        f'<th scope="col"{"" if column.write is None else " class=figure"}>{escape(column.heading)}</th>'
        for column in columns.values()
    )
    body = []
    for record in rows[list(columns)].itertuples(index=False):
        cells = []
        for position, (cell, column) in enumerate(zip(record, columns.values(), strict=True)):
            text = escape(str(cell) if column.write is None else column.write(None if pd.isna(cell) else cell))
            tag = 'th scope="row"' if position == 0 else ("td" if column.write is None else 'td class="figure"')
            cells.append(f"<{tag}>{text}</{tag.split()[0]}>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<div class="table-frame" tabindex="0" role="region" aria-label="{escape(caption, quote=True)}">'
        f'<table class="figures"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def show_table(caption: str, columns: Mapping[str, Column], rows: pd.DataFrame) -> None:
    """Draw the table on the page."""
    st.html(html_table(caption, columns, rows))


def show_html(made: str) -> None:
    """Draw what was made before; nothing where there is nothing to say."""
    if made:
        st.html(made)


def csv_bytes(rows: pd.DataFrame, language: str) -> bytes:
    """The rows as CSV: Swedish (`;`, decimal comma, byte-order mark) or international (`,`, point)."""
    if language == "sv":
        return rows.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n").encode("utf-8-sig")
    return rows.to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def without_formulas(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with no text in them that a spreadsheet takes for a formula: for whatever somebody wrote by hand."""
    return rows.map(lambda content: neutral(content) if isinstance(content, str) else content)


def year_column(reader: Reader) -> Column:
    """The column of years: never with a thousands sign."""
    return Column(reader.say("column.year"))
