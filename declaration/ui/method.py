"""The method page's tables, its worked example from the real figures, the list of files and the citation."""

from functools import lru_cache

import pandas as pd
import streamlit as st

from declaration.language import Reader
from declaration.release.downloads import OFFERED, file_path
from declaration.ui.edition import Edition
from declaration.ui.tables import Column, html_table
from declaration.ui.visit import Visit

#: The example that the method page works through: the region against −70 % on 2010 by 2030.
EXAMPLE = {"target": "transport_70_2030", "area": "FH11"}


def releases(visit: Visit) -> pd.DataFrame:
    """The releases of official statistics held, in the reader's language, the newest first."""
    rows = visit.ask("statistics_releases")
    language = visit.reader.language
    return rows.assign(title=rows[f"title_{language}"], note=rows[f"note_{language}"])


def release_columns(reader: Reader) -> dict[str, Column]:
    """The columns of the table of statistics releases."""
    return {
        "title": Column(reader.say("column.release")),
        "years": Column(reader.say("column.years")),
        "source": Column(reader.say("column.source")),
        "licence": Column(reader.say("column.licence")),
        "note": Column(reader.say("column.note")),
    }


def backtest_rows(visit: Visit) -> pd.DataFrame:
    """How often the intervals covered what came, by method, for road freight in the eleven municipalities."""
    rows = visit.ask("backtest")
    say = visit.reader.say
    return rows.assign(
        method=[say(f"forecast_method.{method}") for method in rows["method"]],
        horizon=[say(f"horizon.{horizon}") for horizon in rows["horizon"]],
    )


def backtest_columns(reader: Reader) -> dict[str, Column]:
    """The columns of the backtest's table."""
    return {
        "method": Column(reader.say("column.method")),
        "horizon": Column(reader.say("column.horizon")),
        "cover_50": Column(reader.say("column.cover", share=50), reader.percent),
        "cover_90": Column(reader.say("column.cover", share=90), reader.percent),
        "score_90": Column(reader.say("column.score"), lambda x: reader.number(x, 2)),
        "miss": Column(reader.say("column.miss"), reader.percent),
        "below_median": Column(reader.say("column.below_median"), reader.percent),
        "n": Column(reader.say("column.forecasts"), reader.number),
    }


def worked_example(visit: Visit) -> str:
    """The path from SMHI's figures to status, with the numbers of this release put in."""
    reader = visit.reader
    verdict = visit.ask("assessment", basis="with_estimate", **EXAMPLE).iloc[0]
    estimate = visit.ask("estimate", area=EXAMPLE["area"]).iloc[-1]
    ratio = visit.ask("transport_ratio", area=EXAMPLE["area"], year=int(estimate["year"])).iloc[0]
    number = reader.number
    return reader.prose("method_example").format(
        base=number(verdict["base_t"]),
        target=number(verdict["target_t"]),
        official_year=int(verdict["official_year"]),
        official=number(verdict["official_t"]),
        estimate_year=int(estimate["year"]),
        before=number(ratio["before_t"]),
        after=number(ratio["after_t"]),
        ratio=number(ratio["after_t"] / ratio["before_t"], 4),
        proportional=number(verdict["official_t"] * ratio["after_t"] / ratio["before_t"]),
        estimate=number(estimate["central_t"]),
        estimate_low=number(estimate["low_t"]),
        estimate_high=number(estimate["high_t"]),
        year=int(verdict["target_year"]),
        forecast=number(verdict["forecast_p50_t"]),
        forecast_low=number(verdict["forecast_p05_t"]),
        forecast_high=number(verdict["forecast_p95_t"]),
        gap=number(verdict["gap_p50_t"]),
        gap_low=number(verdict["gap_p05_t"]),
        gap_high=number(verdict["gap_p95_t"]),
        probability=reader.percent(verdict["probability"], 1),
        status=reader.say(f"status.{verdict['status']}").lower(),
        years_left=int(verdict["target_year"] - verdict["last_year"]),
        required=number(verdict["required_t_per_year"]),
        required_share=reader.percent(verdict["required_share_per_year"], 1),
        achieved=reader.signed(-verdict["achieved_t_per_year"], 3),
        achieved_from=int(verdict["achieved_from_year"]),
    )


@lru_cache(maxsize=64)
def factors_found(edition: Edition, wanted: str) -> tuple[int, str]:
    """How many emission factors hold every word of `wanted`, and their table; empty without any."""
    reader = edition.reader
    rows = edition.ask("emission_factors", language=edition.language)
    shown = rows.assign(boundary_name=[reader.say(f"boundary.{code}") for code in rows["boundary"]])
    texts = shown[["name", "factor_id", "boundary_name", "source", "note"]].fillna("").agg(" ".join, axis=1)
    found = pd.Series(True, index=rows.index)
    for word in wanted.lower().split():
        found &= texts.str.lower().str.contains(word, regex=False)
    if not found.any():
        return 0, ""
    return int(found.sum()), html_table(reader.say("method.factors.caption"), factor_columns(reader), rows[found])


def factor_columns(reader: Reader) -> dict[str, Column]:
    """The columns of the table of emission factors."""
    say = reader.say
    return {
        "name": Column(say("column.factor")),
        "year": Column(say("column.year"), lambda year: say("factor.any_year") if year is None else str(int(year))),
        "boundary": Column(say("column.boundary"), lambda code: say(f"boundary.{code}")),
        "kg_co2e": Column(say("column.kg_co2e"), lambda x: reader.about(x, 4)),
        "unit": Column(say("column.unit")),
        "region": Column(say("column.region")),
        "confidence": Column(say("column.confidence"), str),
        "source": Column(say("column.source")),
        "licence": Column(say("column.licence")),
    }


def worked_line_text(visit: Visit) -> str:
    """Which line is worked through; it belongs to nobody."""
    line = visit.ask("worked_steps", language=visit.reader.language).iloc[0]
    return visit.reader.say(
        "method.line.text",
        year=int(line["year"]),
        activity=line["activity"],
        carrier=line["carrier"],
    )


def changes_line(visit: Visit) -> str:
    """What this release says of the programme that the one before did not."""
    found = visit.release.manifest()["changes"]
    if found["previous"] is None:
        return visit.reader.say("method.programme_changes.first", new=visit.reader.number(found["new"]))
    counts = {key: visit.reader.number(found[key]) for key in ("new", "revised", "withheld", "pending")}
    return visit.reader.say("method.programme_changes", previous=found["previous"], **counts)


def audit_line(visit: Visit) -> str:
    """What tried to read a member out of this release, and how near it came at most."""
    reader, found = visit.reader, visit.release.manifest()["audit"]
    counts = {key: reader.number(found[key]) for key in ("attackers", "figures", "numbers", "releases", "withheld")}
    return reader.say("method.protection.audit", nearest=reader.percent(found["nearest"]), **counts)


def worked_steps(visit: Visit) -> pd.DataFrame:
    """The steps from a report line's quantity to its tonne."""
    say = visit.reader.say
    rows = visit.ask("worked_steps", language=visit.reader.language)
    own = [kind == "factor" for kind in rows["kind"]]
    sources = [s if o else say(f"step.source.{k}") for s, k, o in zip(rows["source"], rows["kind"], own, strict=True)]
    return rows.assign(kind=[say(f"step.{kind}") for kind in rows["kind"]], source=sources)


def step_columns(reader: Reader) -> dict[str, Column]:
    """The columns of the worked example's table."""
    say = reader.say
    return {
        "kind": Column(say("column.step")),
        "amount": Column(say("column.amount"), lambda x: reader.about(x, 6)),
        "unit": Column(say("column.unit")),
        "source": Column(say("column.source")),
    }


def downloads(visit: Visit) -> None:
    """Links to every file of the release, straight from our own server."""
    say = visit.reader.say
    lines = [f"- [{say('file.all')}]({file_path(visit.release.id, 'all.xlsx')})"]
    for name in OFFERED:
        links = " · ".join(
            f"[{say(f'file.{form}')}]({file_path(visit.release.id, f'{name}.{form}')})"
            for form in ("sv.csv", "en.csv", "parquet")
        )
        lines.append(f"- **{say(f'table.{name}')}**: {links}")
    lines.append(f"- [{say('file.zip')}]({file_path(visit.release.id, 'programme.zip')})")
    st.markdown("\n".join(lines))


def citation(visit: Visit, site_address: str) -> str:
    """How to cite this release, with a link that keeps showing it."""
    return visit.reader.say(
        "method.citation",
        year=visit.edition.built_year,
        release=visit.release.id,
        date=visit.reader.date(visit.edition.built_on),
        link=f"{site_address}/{visit.route.path(visit.reader.language)}?release={visit.release.id}",
    )
