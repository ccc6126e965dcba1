"""The members' programme as pages show it: the areas against their paths, why a sum changed, drivers and measures.

Until members report, all of it is demonstration data, and each figure, table and file says so.
"""

from collections.abc import Iterable
from functools import lru_cache

import pandas as pd
import streamlit as st

from declaration.charts.programme import Panel, areas_chart, waterfall_chart
from declaration.language import Reader
from declaration.language.reader import WITHHELD
from declaration.ui.areas import AREAS
from declaration.ui.edition import Edition
from declaration.ui.figures import Figure, Words
from declaration.ui.headline import ICONS
from declaration.ui.tables import Column, html_table, year_column
from declaration.ui.visit import Visit

TOTAL = "total"


def programme_kind(edition: Edition) -> str:
    """`demonstration` or `reported`: what the programme's figures in this release are."""
    return edition.ask("programme_beside_official")["kind"].iloc[0]


def programme_notice(visit: Visit) -> None:
    """What the programme's figures are, before the first of them."""
    if programme_kind(visit.edition) == "demonstration":
        st.warning(visit.reader.say("programme.notice"), icon=":material/science:")


def source(edition: Edition) -> str:
    """The source of the programme's figures, as it stands below each of them."""
    return edition.reader.say(f"programme.source.{programme_kind(edition)}")


@lru_cache(maxsize=64)
def areas_figure(edition: Edition, view: str, factors: str, shared_scale: bool) -> Figure:
    """The five areas year by year; members like for like also against their paths, with gap and status."""
    reader, say = edition.reader, edition.reader.say
    levels = edition.ask("programme_levels", view=view, factors=factors)
    paths = edition.ask("programme_paths", factors=factors)
    verdicts = verdicts_of(edition, factors)
    if view == "reported":
        paths = paths.iloc[:0]
    panels = [area_panel(reader, area, levels, paths, verdicts.loc[area]) for area in AREAS]
    off = [area for area in AREAS if verdicts.loc[area, "status"] == "off_track"]
    finding = "all" if len(off) == len(AREAS) else ("none" if not off else "some")
    title = "reported" if view == "reported" else finding
    words = Words(
        title=say(f"programme.areas.title.{title}", count=len(off), year=int(verdicts["target_year"].iloc[0])),
        subtitle=say(
            "programme.areas.subtitle", view=say(f"programme.view.{view}"), factors=say(f"programme.factors.{factors}")
        ),
        alt=" ".join(area_sentence(reader, area, verdicts.loc[area]) for area in AREAS),
        source=source(edition),
    )
    rows = levels[levels["area"].isin(AREAS)].assign(area_name=lambda d: [say(f"area.{a}") for a in d["area"]])
    rows = rows.merge(paths.rename(columns={"emissions_t": "path_t"})[["area", "year", "path_t"]], how="left")
    chart = areas_chart(reader, panels, shared_scale=shared_scale, mark=mark(edition))
    return Figure(words, chart, rows, level_columns(reader))


def mark(edition: Edition) -> str:
    """What is written across a chart of demonstration figures; empty for reported ones."""
    kind = programme_kind(edition)
    return edition.reader.say("programme.mark") if kind == "demonstration" else ""


def area_panel(reader: Reader, area: str, levels: pd.DataFrame, paths: pd.DataFrame, verdict: pd.Series) -> Panel:
    """One area of the small multiples."""
    path = paths[paths["area"] == area]
    outlook = pd.DataFrame(columns=["year", "p05_t", "p50_t", "p95_t"])
    word = reader.say(f"status.{verdict['status']}")
    gap = word if len(path) else ""
    if len(path) and verdict["status"] != "too_early":
        outlook = pd.DataFrame(
            [{"year": verdict["target_year"], **{f"{q}_t": verdict[f"forecast_{q}_t"] for q in ("p05", "p50", "p95")}}]
        )
        gap = reader.say("programme.gap", gap=reader.tonnes(verdict["gap_p50_t"], 2), status=word)
    return Panel(reader.say(f"area.{area}"), levels[levels["area"] == area], path, outlook, gap)


def area_sentence(reader: Reader, area: str, verdict: pd.Series) -> str:
    """Where an area stands, in one sentence with its numbers."""
    known = verdict["status"] != "too_early"
    return reader.say(
        "programme.area.sentence" if known else "programme.area.sentence.too_early",
        area=reader.say(f"area.{area}"),
        year=int(verdict["last_year"]),
        now=reader.tonnes(verdict["last_t"]),
        allowed=reader.tonnes(verdict["last_t"] - verdict["gap_today_linear_t"]),
        status=reader.say(f"status.{verdict['status']}").lower(),
        target_year=int(verdict["target_year"]),
        gap=reader.tonnes(verdict["gap_p50_t"], 2) if known else "",
        range=reader.between(verdict["gap_p05_t"], verdict["gap_p95_t"]) if known else "",
    )


def area_status(visit: Visit, area: str) -> None:
    """Home tonnes, path, gap and status of one area, with icon and word."""
    reader = visit.reader
    verdict = verdicts_of(visit.edition, "own_year").loc[area]
    word = reader.say(f"status.{verdict['status']}")
    st.markdown(f"{ICONS[verdict['status']]} **{word}.** {area_sentence(reader, area, verdict)}")


@lru_cache(maxsize=256)
def change_figure(edition: Edition, area: str, first_year: int, last_year: int) -> Figure:
    """Why the programme or an area changed between two years, as steps that add up."""
    reader, say = edition.reader, edition.reader.say
    effects = edition.ask("programme_change", area=area, first_year=first_year, last_year=last_year)
    whole_t = effects["change_t"].sum()
    shown = effects[effects["change_t"].abs() >= 0.5]
    rows = pd.concat([shown, pd.DataFrame([{"effect": "sum", "change_t": whole_t}])], ignore_index=True)
    rows = rows.assign(label=[say(f"effect.{effect}") for effect in rows["effect"]], is_sum=rows["effect"].eq("sum"))
    name = say(f"area.{area}") if area != TOTAL else say("programme.total")
    largest = shown.loc[shown["change_t"].abs().idxmax()] if len(shown) else None
    words = Words(
        title=say(
            f"programme.change.title.{'more' if whole_t > 0 else 'less'}",
            area=name,
            change=reader.tonnes(abs(whole_t)),
            first=first_year,
            last=last_year,
        ),
        subtitle=say("programme.change.subtitle"),
        alt=say("programme.change.alt.none")
        if largest is None
        else say(
            "programme.change.alt",
            effect=say(f"effect.{largest['effect']}"),
            amount=f"{reader.signed(largest['change_t'])}\u00a0t",
        ),
        source=source(edition),
    )
    columns = {
        "label": Column(say("column.effect")),
        "change_t": Column(say("column.change_t"), lambda x: reader.number(x)),
    }
    kind = programme_kind(edition)
    return Figure(words, waterfall_chart(reader, rows, mark=mark(edition)), rows.assign(kind=kind), columns)


def change_years(edition: Edition) -> dict[str, tuple[int, int]]:
    """Code → pair of years between which the change has been split, the newest first."""
    pairs = edition.ask("programme_change_years")
    return {f"{a}-{b}": (int(a), int(b)) for a, b in zip(pairs["first_year"], pairs["last_year"], strict=True)}


@lru_cache(maxsize=32)
def drivers_table(edition: Edition, area: str) -> str:
    """The drivers of an area over the years, each in its own unit, as an HTML table; empty without any."""
    reader, say = edition.reader, edition.reader.say
    rows = edition.ask("programme_drivers", area=area)
    if rows.empty:
        return ""
    years = sorted(rows["year"].unique())
    wide = rows.pivot(index=["driver_code", "unit"], columns="year", values="amount").reset_index()
    hidden = set(rows.loc[rows["status"].eq("withheld"), ["driver_code", "year"]].itertuples(index=False, name=None))
    wide["driver"] = [say(f"driver.{code}") for code in wide["driver_code"]]
    for year in years:
        wide[f"y{year}"] = [
            WITHHELD if key in hidden else write_amount(reader, amount, unit)
            for amount, unit, key in zip(
                wide[year], wide["unit"], [(code, year) for code in wide["driver_code"]], strict=True
            )
        ]
    newest = rows[rows["year"] == years[-1]].set_index("driver_code")
    wide["reporters"] = [
        reader.published(newest["reporters"].get(code))
        if newest["status"].get(code) == "withheld"
        else reader.number(newest["reporters"].get(code))
        for code in wide["driver_code"]
    ]
    columns = {
        "driver": Column(say("column.driver")),
        **{f"y{year}": Column(str(year), str) for year in years},
        "unit_name": Column(say("column.unit")),
        "reporters": Column(say("column.reporters", year=int(years[-1])), str),
    }
    wide["unit_name"] = [say(f"unit.{unit}") for unit in wide["unit"]]
    return html_table(say("programme.drivers.caption", area=say(f"area.{area}")), columns, wide)


def write_amount(reader: Reader, amount: float | None, unit: str) -> str:
    """A driver's amount as its unit is written: shares in per cent, the rest to three significant figures."""
    if amount is None or pd.isna(amount):
        return reader.number(None)
    return reader.percent(amount, 1) if unit == "share" else reader.about(amount)


@lru_cache(maxsize=32)
def measures_table(edition: Edition, area: str) -> str:
    """What members do in an area, by status; never added to the tonnes of sources. Empty without any."""
    reader, say = edition.reader, edition.reader.say
    rows = edition.ask("programme_measures", area=area)
    if rows.empty:
        return ""
    columns = {
        "status_name": Column(say("column.status")),
        "measures": Column(say("column.measures"), str),
        "expected_t_per_year": Column(say("column.expected_t_per_year"), str),
        "verified_t_per_year": Column(say("column.verified_t_per_year"), str),
    }
    for name in ("measures", "expected_t_per_year", "verified_t_per_year"):
        signs = zip(rows[name], rows[f"{name}_withheld"], strict=True)
        rows[name] = [reader.published(x) if hidden else reader.number(x) for x, hidden in signs]
    rows = rows.assign(status_name=[say(f"measure_status.{status}") for status in rows["status"]])
    return html_table(say("programme.measures.caption", area=say(f"area.{area}")), columns, rows)


@lru_cache(maxsize=8)
def coverage_table(edition: Edition) -> str:
    """Who reported, year by year."""
    reader, say = edition.reader, edition.reader.say
    columns = {
        "year": year_column(reader),
        "reporters": Column(say("column.reporters_of"), reader.number),
        "members": Column(say("column.members"), reader.number),
        "reporters_share": Column(say("column.reporters_share"), reader.percent),
        "emissions_share": Column(say("column.emissions_share"), str),
        "estimated_share": Column(say("column.estimated_share"), str),
        "quality_class": Column(say("column.quality_class"), reader.number),
        "corrected": Column(say("column.corrected"), reader.number),
    }
    rows = edition.ask("programme_coverage")
    rows["emissions_share"] = [
        share_band(reader, 1 - high, 1 - low)
        for low, high in zip(rows["missing_share_low"], rows["missing_share_high"], strict=True)
    ]
    rows["estimated_share"] = [
        share_band(reader, low, high)
        for low, high in zip(rows["estimated_share_low"], rows["estimated_share_high"], strict=True)
    ]
    return html_table(say("programme.coverage.caption"), columns, rows)


def share_band(reader: Reader, low: float, high: float) -> str:
    """A share that is told as a band: `5–10 %`; exact only where it is nothing or all."""
    if pd.isna(low) or pd.isna(high):
        return WITHHELD
    return reader.percent(low) if low == high else f"{reader.number(low * 100)}–{reader.percent(high)}"


@lru_cache(maxsize=32)
def verdicts_of(edition: Edition, factors: str) -> pd.DataFrame:
    """The verdict on each area and the total; too early where too little may be told."""
    found = edition.ask("programme_status", factors=factors).set_index("area").reindex([*AREAS, TOTAL])
    found["target_year"] = found["target_year"].fillna(found["target_year"].max())
    found["last_year"] = found["last_year"].fillna(found["last_year"].max())
    return found.assign(status=found["status"].fillna("too_early"))


@lru_cache(maxsize=16)
def cells_table(edition: Edition, dimension: str) -> str:
    """The programme by category of member or by park, as far as it may be published; withheld has one sign."""
    reader, say = edition.reader, edition.reader.say
    rows = edition.ask("programme_cells", dimension=dimension)
    names = class_names(edition, dimension, rows["code"].unique())
    written = [reader.published(amount, step) for amount, step in zip(rows["co2e_t"], rows["step"], strict=True)]
    wide = rows.assign(written=written).pivot(index="code", columns="year", values="written").reset_index()
    years = [int(year) for year in wide.columns if year != "code"]
    wide = wide.assign(name=wide["code"].map(names)).rename(columns={year: f"y{year}" for year in years})
    columns = {"name": Column(say(f"column.{dimension}"))} | {f"y{year}": Column(str(year), str) for year in years}
    caption = say(f"programme.cells.{dimension}", kind=say(f"kind.{programme_kind(edition)}"))
    return html_table(caption, columns, wide.sort_values("name"))


def park_line(edition: Edition, place_id: str) -> str:
    """What the programme emits in a park, or in those it was put together with; the same where nothing is published."""
    reader, say = edition.reader, edition.reader.say
    cells = edition.ask("programme_cells", dimension="park")
    newest = cells[cells["year"].eq(cells["year"].max())]
    kind, year = say(f"kind.{programme_kind(edition)}"), int(newest["year"].iloc[0])
    own = newest[[place_id in code.split("+") for code in newest["code"]]]
    if own.empty or pd.isna(own["co2e_t"].iloc[0]):
        return say("map.panel.programme.withheld", kind=kind, year=year)
    row = own.iloc[0]
    names = class_names(edition, "park", [row["code"]])[row["code"]]
    together = say("map.panel.programme.together", names=names) if "+" in row["code"] else ""
    amount = reader.published(row["co2e_t"], row["step"])
    return say("map.panel.programme", kind=kind, year=year, amount=amount, together=together)


def class_names(edition: Edition, dimension: str, codes: Iterable[str]) -> dict[str, str]:
    """What a class of categories or parks is called: the names of all that were put together in it."""
    say = edition.reader.say
    if dimension == "category":
        return {code: ", ".join(say(f"category.{part}") for part in code.split("+")) for code in codes}
    places = edition.ask("map_places").set_index("place_id")[f"name_{edition.reader.language}"]
    return {code: "; ".join(places.get(part, part) for part in code.split("+")) for code in codes}


@lru_cache(maxsize=8)
def left_out_table(edition: Edition, year: int) -> str:
    """What does not count, and why."""
    reader, say = edition.reader, edition.reader.say
    rows = edition.ask("programme_left_out", year=year)
    columns = {
        "reason": Column(say("column.why_not")),
        "lines": Column(say("column.lines"), reader.published),
        "co2e_t": Column(say("column.emissions_t"), reader.published),
    }
    rows = rows.assign(reason=[say(f"line_status.{status}") for status in rows["status"]])
    return html_table(say("programme.left_out.caption", year=year), columns, rows)


@lru_cache(maxsize=8)
def parts_table(edition: Edition, year: int) -> str:
    """The same tonnes by scope, by step of the energy's life, and by way of counting electricity."""
    reader, say = edition.reader, edition.reader.say
    rows = edition.ask("programme_parts", year=year)
    columns = {
        "part_name": Column(say("column.part")),
        "co2e_t": Column(say("column.emissions_t"), reader.published),
    }
    rows = rows.assign(part_name=[say(f"part.{part}") for part in rows["part"]])
    return html_table(say("programme.parts.caption", year=year), columns, rows)


def level_columns(reader: Reader) -> dict[str, Column]:
    """The columns of the areas' table twin."""
    say = reader.say
    return {
        "area_name": Column(say("column.area")),
        "year": year_column(reader),
        "co2e_t": Column(say("column.emissions_t"), reader.published),
        "step": Column(say("column.rounding"), reader.number),
        "has_estimates": Column(say("column.has_estimates"), lambda yes: say("word.yes" if yes else "word.no")),
        "low_t": Column(say("column.low_t"), reader.published),
        "high_t": Column(say("column.high_t"), reader.published),
        "path_t": Column(say("column.path_t"), reader.number),
        "quality_class": Column(say("column.quality_class"), reader.number),
        "kind": Column(say("column.kind"), lambda kind: say(f"kind.{kind}")),
    }


def programme_line(visit: Visit) -> str:
    """The programme's newest sum, with coverage and data quality, in two sentences."""
    reader = visit.reader
    newest = visit.ask("programme_coverage").iloc[-1]
    levels = visit.ask("programme_levels", view="reported", factors="own_year")
    total = levels[levels["area"] == TOTAL].iloc[-1]
    return reader.say(
        "programme.line",
        year=int(total["year"]),
        total=reader.tonnes(total["co2e_t"]),
        range=reader.between(total["low_t"], total["high_t"]),
        reporters=int(newest["reporters"]),
        members=int(newest["members"]),
        share=share_band(reader, 1 - newest["missing_share_high"], 1 - newest["missing_share_low"]),
        estimated=share_band(reader, newest["estimated_share_low"], newest["estimated_share_high"]),
        quality=int(newest["quality_class"]),
    )


def beside_official(visit: Visit) -> None:
    """The programme's figure beside the official one, and one sentence on why they differ."""
    reader, say = visit.reader, visit.reader.say
    both = visit.ask("programme_beside_official").iloc[0]
    left, right = st.columns(2)
    with left:
        st.metric(say("programme.official.label", year=int(both["official_year"])), reader.tonnes(both["official_t"]))
    with right:
        st.metric(
            say(f"programme.label.{both['kind']}", year=int(both["programme_year"])),
            reader.tonnes(both["programme_t"]),
            say("programme.reporters", reporters=int(both["reporters"]), members=int(both["members"])),
            delta_color="off",
            delta_arrow="off",
        )
    st.markdown(say("programme.difference"))
