"""The figures of a member's room: its trajectory and its areas, and its bands year by year."""

import pandas as pd

from declaration.charts.own import Line, own_chart
from declaration.charts.programme import Panel, areas_chart
from declaration.ui.areas import AREAS
from declaration.ui.figures import Figure, Words
from declaration.ui.stand import CODES, Stand
from declaration.ui.tables import Column, year_column

#: nearer to a path than this share of it is on it
LEVEL = 0.025


def trajectory_figure(stand: Stand) -> Figure:
    """Own figures year by year against the Declaration's path and the own target."""
    reader, say = stand.reader, stand.reader.say
    lines = [
        Line(path, say(f"stand.path.{path}"), stand.paths[stand.paths["path"].eq(path)])
        for path in ("declaration", "own")
        if path in set(stand.paths["path"])
    ]
    title = trajectory_title(stand)
    words = Words(
        title=title,
        subtitle=say("stand.trajectory.subtitle", name=stand.about["name"]),
        alt=f"{title}. {years_in_words(stand)}",
        source=stand.source,
        credit="stand.credit",
    )
    gap = ""
    if verdict_of(stand) == "above":
        gap = say("stand.chart.gap", gap=reader.tonnes(stand.standing.set_index("path").loc["declaration", "gap_t"], 2))
    wide = stand.paths.pivot(index="year", columns="path", values="path_t").reindex(columns=["declaration", "own"])
    wide.columns = [f"path_{name}_t" for name in wide.columns]
    rows = stand.years.merge(wide.reset_index(), on="year", how="outer").astype({"estimated": object})
    columns = {
        "year": year_column(reader),
        "co2e_t": Column(say("stand.column.own_t"), lambda x: reader.about(x, 4)),
        "estimated": Column(say("stand.column.estimated"), lambda x: yes_or_no(stand, x)),
        "path_declaration_t": Column(say("stand.path.declaration"), lambda x: reader.about(x, 4)),
        **({"path_own_t": Column(say("stand.path.own"), lambda x: reader.about(x, 4))} if len(lines) > 1 else {}),
    }
    return Figure(words, own_chart(reader, stand.years, lines, gap, stand.mark), rows, columns)


def yes_or_no(stand: Stand, yes: object) -> str:
    """A word, or the sign for missing."""
    return stand.reader.number(None) if yes is None else stand.reader.say("word.yes" if yes else "word.no")


def verdict_of(stand: Stand, path: str = "declaration") -> str:
    """`above`, `below` or `level` with a path in the latest year; `first` in the year it starts, `none` without one."""
    found = stand.standing[stand.standing["path"].eq(path)]
    if found.empty:
        return "none"
    row = found.iloc[0]
    if row["last_year"] <= row["base_year"]:
        return "first"
    if abs(row["gap_t"]) <= LEVEL * row["path_last_t"]:
        return "level"
    return "above" if row["gap_t"] > 0 else "below"


def trajectory_title(stand: Stand) -> str:
    """The finding: how far above or below the Declaration's path the latest year lies."""
    reader, last = stand.reader, stand.years.iloc[-1]
    verdict = verdict_of(stand)
    gap_t = 0.0 if verdict == "none" else abs(stand.standing.set_index("path").loc["declaration", "gap_t"])
    return reader.say(
        f"stand.trajectory.title.{verdict}",
        year=stand.last_year,
        now=reader.tonnes(last["co2e_t"]),
        gap=reader.tonnes(gap_t, 2),
    )


def years_in_words(stand: Stand) -> str:
    """The own figures, year by year."""
    reader = stand.reader
    return ", ".join(f"{row.year}: {reader.tonnes(row.co2e_t)}" for row in stand.years.itertuples()) + "."


def history_rows(stand: Stand) -> tuple[dict[str, Column], pd.DataFrame]:
    """The own band of each intensity, year by year: columns and rows of a table."""
    say = stand.reader.say
    known = stand.bands.assign(
        written=[
            say(f"stand.band.{band}") if isinstance(band, str) and band else say("stand.band.none")
            for band in stand.bands["band"]
        ]
    )
    years = sorted(int(year) for year in known["year"].unique())
    wide = known.pivot(index="code", columns="year", values="written").reindex(columns=years)
    wide = wide.fillna(stand.reader.number(None)).rename(columns={year: f"y{year}" for year in years})
    wide = wide.reindex([code for code in CODES if code in wide.index]).reset_index()
    wide = wide.assign(measure=[say(f"stand.intensity.{code}") for code in wide["code"]])
    columns = {"measure": Column(say("stand.column.measure"))} | {f"y{year}": Column(str(year)) for year in years}
    return columns, wide


def areas_figure(stand: Stand) -> Figure:
    """The own tonnes of each transition area, year by year, on one scale."""
    reader, say = stand.reader, stand.reader.say
    areas = [area for area in AREAS if area in set(stand.areas["area"])]
    nothing = pd.DataFrame({"year": [], "emissions_t": []}), pd.DataFrame({"year": [], "p50_t": []})
    panels = [
        Panel(
            say(f"area.{area}"),
            stand.areas[stand.areas["area"].eq(area)].rename(columns={"estimated": "has_estimates"}),
            *nothing,
            "",
        )
        for area in areas
    ]
    rows = stand.areas.assign(area_name=[say(f"area.{area}") for area in stand.areas["area"]])
    rows = rows.assign(place=rows["area"].map(AREAS.index)).sort_values(["place", "year"], ignore_index=True)
    last = rows[rows["year"].eq(stand.last_year)]
    largest = last.loc[last["co2e_t"].idxmax()] if len(last) else None
    title = say("stand.areas.title.none")
    if largest is not None:
        share = reader.percent(largest["share"])
        title = say("stand.areas.title", area=largest["area_name"], share=share, year=stand.last_year)
    words = Words(
        title=title,
        subtitle=say("stand.areas.subtitle"),
        alt=" ".join(area_in_words(stand, row) for _, row in last.iterrows()) or title,
        source=stand.source,
        credit="stand.credit",
    )
    columns = {
        "area_name": Column(say("column.area")),
        "year": year_column(reader),
        "co2e_t": Column(say("stand.column.own_t"), reader.about),
        "share": Column(say("stand.column.share"), lambda x: reader.percent(x, 1)),
        "change_share": Column(say("stand.column.change"), lambda x: reader.change(x, 1)),
        "estimated": Column(say("stand.column.estimated"), lambda x: yes_or_no(stand, x)),
    }
    return Figure(words, areas_chart(reader, panels, shared_scale=True, mark=stand.mark), rows, columns)


def area_in_words(stand: Stand, row: pd.Series) -> str:
    """One area of the newest year in a sentence."""
    reader = stand.reader
    known = pd.notna(row["change_share"])
    return reader.say(
        "stand.area.sentence" if known else "stand.area.sentence.first",
        area=row["area_name"],
        now=reader.tonnes(row["co2e_t"]),
        year=int(row["year"]),
        share=reader.percent(row["share"]),
        change=reader.change(row["change_share"], 0) if known else "",
    )
