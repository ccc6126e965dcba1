"""The overview's words and figures: findings from rules, never glued pieces.

Every sentence is a whole text of the catalogue, chosen by the status or by what the data hold.
"""

from functools import lru_cache

import pandas as pd
import streamlit as st

from declaration.charts.trajectory import Bracket, trajectory_chart
from declaration.language import Reader
from declaration.ui.edition import Edition
from declaration.ui.figures import Figure, Words
from declaration.ui.tables import Column, year_column
from declaration.ui.visit import Visit

#: Status → icon of Streamlit's own icon font; the word always stands beside it.
ICONS = {
    "on_track": ":material/trending_down:",
    "uncertain": ":material/trending_flat:",
    "off_track": ":material/trending_up:",
    "too_early": ":material/hourglass_empty:",
}


def headline(reader: Reader, verdict: pd.Series, place: str) -> str:
    """The page's title: the finding, with its number."""
    return reader.say(
        f"overview.headline.{verdict['series']}.{verdict['status']}",
        place=place,
        gap=reader.tonnes(verdict["gap_p50_t"], 2),
        year=int(verdict["target_year"]),
    )


def status_line(reader: Reader, verdict: pd.Series, place: str) -> str:
    """Number, caveat and source, in two sentences; then the status with its icon and word."""
    say = reader.say
    known = "estimated" if verdict["last_kind"] == "estimate" else "official"
    lead = say(
        f"overview.lead.{verdict['series']}.{known}",
        place=place,
        official_year=int(verdict["official_year"]),
        official=reader.tonnes(verdict["official_t"]),
        last_year=int(verdict["last_year"]),
        last=reader.tonnes(verdict["last_t"], 2),
    )
    outlook = say(
        "overview.outlook" if verdict["status"] != "too_early" else "overview.outlook.too_early",
        year=int(verdict["target_year"]),
        forecast=reader.tonnes(verdict["forecast_p50_t"], 2),
        range=reader.between(verdict["forecast_p05_t"], verdict["forecast_p95_t"]),
        target=reader.tonnes(verdict["target_t"]) if verdict["target_t"] else say("overview.zero"),
    )
    word = say(f"status.{verdict['status']}")
    return f"{lead} {outlook}\n\n{ICONS[verdict['status']]} **{word}.** {outcomes(reader, verdict)}"


def outcomes(reader: Reader, verdict: pd.Series) -> str:
    """The probability as a count of outcomes that a reader can picture."""
    if verdict["status"] == "too_early":
        return reader.say("misses.unknown")
    return reader.say(f"misses.{verdict['misses_sense']}", count=int(verdict["misses_of_20"]))


def budget_line(reader: Reader, verdict: pd.Series) -> str:
    """What the path allows in all, what is used, and when it runs out; empty without a budget."""
    if pd.isna(verdict["budget_t"]):
        return ""
    lasts = pd.isna(verdict["budget_exhausted_year"])
    return reader.say(
        f"overview.budget.{'within' if lasts else 'exhausted'}",
        budget=reader.tonnes(verdict["budget_t"]),
        first=int(verdict["budget_from_year"]),
        year=int(verdict["target_year"]),
        last=int(verdict["last_year"]),
        used=reader.tonnes(verdict["budget_used_t"]),
        **({} if lasts else {"exhausted": int(verdict["budget_exhausted_year"])}),
    )


def reasons(reader: Reader, verdict: pd.Series) -> str:
    """What has to be known beside the figures, as a list."""
    return "\n".join(f"- {reader.say(f'reason.{code}')}" for code in verdict["reasons"].split())


def key_figures(reader: Reader, verdict: pd.Series, estimate: pd.DataFrame) -> None:
    """Four figures side by side, each with what it is measured against."""
    say = reader.say
    cells = st.columns(4)
    with cells[0]:
        st.metric(
            say("key.official", year=int(verdict["official_year"])),
            reader.tonnes(verdict["official_t"]),
            say("key.since", change=reader.change(verdict["change_since_base_share"]), year=int(verdict["base_year"])),
            delta_color="off",
            delta_arrow="off",
        )
    with cells[1]:
        if estimate.empty:
            st.metric(say("key.target", year=int(verdict["target_year"])), reader.tonnes(verdict["target_t"]))
        else:
            row = estimate.iloc[-1]
            st.metric(
                say("key.estimate", year=int(row["year"])),
                reader.tonnes(row["central_t"], 2),
                say("key.range", range=reader.between(row["low_t"], row["high_t"])),
                delta_color="off",
                delta_arrow="off",
            )
    with cells[2]:
        st.metric(
            say("key.gap", year=int(verdict["target_year"])),
            reader.tonnes(verdict["gap_p50_t"], 2),
            say("key.range", range=reader.between(verdict["gap_p05_t"], verdict["gap_p95_t"])),
            delta_color="off",
            delta_arrow="off",
        )
    with cells[3]:
        st.metric(
            say("key.pace"),
            say("key.per_year", figure=reader.tonnes(verdict["required_t_per_year"], 2)),
            say(
                "key.achieved",
                change=reader.signed(-verdict["achieved_t_per_year"]),
                first=int(verdict["achieved_from_year"]),
                last=int(verdict["last_year"]),
            ),
            delta_color="off",
            delta_arrow="off",
        )


def brackets_of(reader: Reader, verdict: pd.Series, shape: str) -> list[Bracket]:
    """The gap today and the gap at the target year, as brackets with their words."""
    brackets = []
    today_gap_t = verdict[f"gap_today_{shape}_t"]
    if today_gap_t > 0:
        year, last = int(verdict["last_year"]), float(verdict["last_t"])
        text = reader.say("chart.gap_today", year=year, gap=reader.tonnes(today_gap_t, 2))
        brackets.append(Bracket(year, last - today_gap_t, last, text))
    if verdict["status"] != "too_early" and verdict["gap_p50_t"] > 0:
        year = int(verdict["target_year"])
        text = reader.say(
            "chart.gap",
            year=year,
            gap=reader.tonnes(verdict["gap_p50_t"], 2),
            low=reader.about(verdict["gap_p05_t"], 2),
            high=reader.about(verdict["gap_p95_t"], 2),
        )
        brackets.append(Bracket(year, float(verdict["target_t"]), float(verdict["forecast_p50_t"]), text))
    return brackets


@lru_cache(maxsize=512)
def trajectory_figure(edition: Edition, area: str, target: str, shape: str, basis: str) -> Figure:
    """The trajectory of a place against a target, with a path of one shape, on one basis."""
    reader = edition.reader
    verdict = edition.ask("assessment", target=target, area=area, basis=basis).iloc[0]
    series = verdict["series"]
    observed = edition.ask("observed", series=series, area=area)
    path = edition.ask("target_path", target=target, area=area, shape=shape)
    last_year = int(verdict["target_year"])
    forecast = edition.ask("forecast", series=series, area=area, basis=basis, last_year=last_year)
    estimate = edition.ask("estimate", area=area if basis == "with_estimate" else "")
    name = edition.ask("targets", area=area).set_index("target_id").loc[target, f"name_{reader.language}"]
    brackets = brackets_of(reader, verdict, shape)
    return Figure(
        figure_words(reader, verdict, edition.places()[area], name),
        trajectory_chart(reader, observed, path, forecast, estimate, brackets, edition.built_year),
        figure_rows(observed, estimate, forecast, path),
        figure_columns(reader),
    )


def figure_words(reader: Reader, verdict: pd.Series, place: str, target: str) -> Words:
    """Title, subtitle, alternative text and source of the trajectory chart."""
    say = reader.say
    return Words(
        title=say(f"overview.chart.{verdict['series']}", place=place, year=int(verdict["target_year"])),
        subtitle=say("overview.chart.subtitle", target=target),
        alt=say(
            "overview.chart.alt",
            place=place,
            base=reader.tonnes(verdict["base_t"]),
            base_year=int(verdict["base_year"]),
            official=reader.tonnes(verdict["official_t"]),
            official_year=int(verdict["official_year"]),
            forecast=reader.tonnes(verdict["forecast_p50_t"], 2),
            target=reader.tonnes(verdict["target_t"]),
            year=int(verdict["target_year"]),
        ),
        source=say("source.smhi", release=verdict["release"]),
    )


def figure_rows(
    observed: pd.DataFrame, estimate: pd.DataFrame, forecast: pd.DataFrame, path: pd.DataFrame
) -> pd.DataFrame:
    """Everything the chart draws, as rows: year, kind, emissions_t, low_t, high_t, path_t (t CO2e)."""
    parts = [
        observed[["year", "emissions_t", "kind"]],
        estimate.rename(columns={"central_t": "emissions_t"}).assign(kind="estimate"),
        forecast.rename(columns={"p50_t": "emissions_t", "p05_t": "low_t", "p95_t": "high_t"}).assign(kind="forecast"),
    ]
    rows = pd.concat([part for part in parts if len(part)], ignore_index=True)
    allowed = path.rename(columns={"emissions_t": "path_t"})[["year", "path_t"]]
    rows = rows.merge(allowed, on="year", how="outer").sort_values("year", ignore_index=True)
    rows["kind"] = rows["kind"].fillna("path")
    return rows.reindex(columns=["year", "kind", "emissions_t", "low_t", "high_t", "path_t"])


def figure_columns(reader: Reader) -> dict[str, Column]:
    """The columns of the trajectory's table."""
    say = reader.say
    return {
        "year": year_column(reader),
        "kind": Column(say("column.kind"), lambda kind: say(f"kind.{kind}")),
        "emissions_t": Column(say("column.emissions_t"), reader.number),
        "low_t": Column(say("column.low_t"), reader.number),
        "high_t": Column(say("column.high_t"), reader.number),
        "path_t": Column(say("column.path_t"), reader.number),
    }


def changes_since(visit: Visit, area: str, series: str, place: str) -> str:
    """What the newest release of the statistics changed against the one before, and what it added."""
    reader, say = visit.reader, visit.reader.say
    revised = visit.ask("latest_revision", series=series, area=area)
    if revised.empty:
        return say("overview.changes.none")
    common = revised.dropna(subset=["earlier_t"])
    new = revised[revised["earlier_t"].isna()]
    largest = common.loc[common["change_share"].abs().idxmax()]
    newest = common.iloc[-1]
    said = say(
        "overview.changes.text",
        place=place,
        later=reader.date(revised["later"].iloc[0]),
        earlier=reader.date(revised["earlier"].iloc[0]),
        largest_year=int(largest["year"]),
        largest_change=reader.change(largest["change_share"], 1),
        largest_from=reader.tonnes(largest["earlier_t"]),
        largest_to=reader.tonnes(largest["later_t"]),
        newest_year=int(newest["year"]),
        newest_change=reader.change(newest["change_share"], 1),
    )
    added = [
        say("overview.changes.added", year=int(row["year"]), figure=reader.tonnes(row["later_t"]))
        for _, row in new.iterrows()
    ]
    return " ".join([said, *added])
