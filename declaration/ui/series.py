"""Series as the statistics page shows them: in which measure, with which columns."""

import pandas as pd

from declaration.language import Reader
from declaration.ui.tables import Column, year_column

#: The measures on offer and the decimals each is shown with.
MEASURES = {"total": 0, "per_inhabitant": 0, "index": 0}

_SOURCE_COLUMN = {"total": "emissions_t", "per_inhabitant": "kg_per_inhabitant", "index": "emissions_t"}


def measured(series: pd.DataFrame, measure: str, names: dict[str, str], order: list[str]) -> pd.DataFrame:
    """The series in one measure, places in the order chosen.

    series: area_code, year, emissions_t (t CO2e), kg_per_inhabitant. Gives place, year, figure: t CO2e, kg CO2e
    per inhabitant, or index with each place's first shown year as 100. Figures that cannot be given are left out.
    """
    shown = series.assign(figure=series[_SOURCE_COLUMN[measure]], place=series["area_code"].map(names))
    if measure == "index":
        base = shown.groupby("area_code")["figure"].transform("first")
        shown["figure"] = 100 * shown["figure"] / base.where(base > 0)
    shown = shown.dropna(subset=["figure"])
    rank = {area: position for position, area in enumerate(order)}
    shown = shown.sort_values("year").sort_values("area_code", key=lambda codes: codes.map(rank), kind="stable")
    return shown[["place", "year", "figure", "kind"]].reset_index(drop=True)


def series_columns(reader: Reader, measure: str) -> dict[str, Column]:
    """The columns of the table twin."""
    return {
        "place": Column(reader.say("column.place")),
        "year": year_column(reader),
        "figure": Column(reader.say(f"measure.{measure}"), lambda x: reader.number(x, MEASURES[measure])),
        "kind": Column(reader.say("column.kind"), lambda kind: reader.say(f"kind.{kind}")),
    }


def revision_columns(reader: Reader) -> dict[str, Column]:
    """The columns of the table of revisions."""
    return {
        "year": year_column(reader),
        "earlier_t": Column(reader.say("column.earlier_t"), reader.number),
        "later_t": Column(reader.say("column.later_t"), reader.number),
        "change_t": Column(reader.say("column.change_t"), reader.number),
        "change_share": Column(reader.say("column.change_share"), lambda x: reader.change(x, 1)),
    }
