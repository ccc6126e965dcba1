"""Series as the statistics page shows them: in which measure, with which columns."""

from functools import lru_cache

import pandas as pd

from declaration.charts.history import lines_chart, revisions_chart
from declaration.language import Reader
from declaration.ui.edition import Edition
from declaration.ui.figures import Figure, Words
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


@lru_cache(maxsize=256)
def series_figure(
    edition: Edition, sector: str, release: str, areas: tuple[str, ...], measure: str, years: tuple[int, int]
) -> tuple[Figure | None, list[str]]:
    """A sector's series in several places (None without a figure), and the places that have none to show."""
    reader, say, names = edition.reader, edition.reader.say, edition.places()
    series = edition.ask("series", release=release, sector=sector, areas=areas)
    shown = measured(series[series["year"].between(*years)], measure, names, list(areas))
    absent = [names[area] for area in areas if names[area] not in set(shown["place"])]
    if shown.empty:
        return None, absent
    title = sector_names(edition)[sector]
    words = Words(
        title=say("statistics.title", sector=title),
        subtitle=say(f"measure.{measure}.unit", year=int(shown["year"].min())),
        alt=say("statistics.alt", sector=title, places=", ".join(shown["place"].unique())),
        source=release_names(edition, sector)[release],
    )
    chart = lines_chart(reader, shown, MEASURES[measure])
    return Figure(words, chart, shown, series_columns(reader, measure)), absent


@lru_cache(maxsize=256)
def revisions_figure(edition: Edition, sector: str, area: str, earlier: str, later: str) -> Figure | None:
    """What a later release changed in the years an earlier one had published; None without a common year."""
    reader, say = edition.reader, edition.reader.say
    revised = edition.ask("revisions", sector=sector, area=area, earlier=earlier, later=later)
    if revised.empty:
        return None
    blanks = {"sector": sector_names(edition)[sector], "place": edition.places()[area]}
    names = release_names(edition, sector)
    words = Words(
        title=say("revisions.title", **blanks),
        subtitle=say("revisions.subtitle", earlier=earlier, later=later),
        alt=say("revisions.alt", count=len(revised), **blanks),
        source=f"{names[earlier]}; {names[later]}",
    )
    return Figure(words, revisions_chart(reader, revised, earlier, later), revised, revision_columns(reader))


def sector_names(edition: Edition) -> dict[str, str]:
    """sector_key → name, of every sector with figures."""
    return edition.ask("sectors").set_index("sector_key")[f"name_{edition.language}"].to_dict()


def release_names(edition: Edition, sector: str) -> dict[str, str]:
    """release → title, of the releases that hold a sector, the newest first."""
    held = edition.ask("releases_of_sector", sector=sector)
    return held.set_index("release")[f"title_{edition.language}"].to_dict()


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
