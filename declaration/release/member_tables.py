"""The tables of one member's file: what it reported, what became of it, and what it is told of its peers.

A member may read all of its own, also what others will never see. Two things are not its own alone: an estimate for
a missing report follows what its peers did, so it is told rounded; and what is said of peers comes from the gate.
"""

import math
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from declaration.accounting.totals import quality_class
from declaration.disclosure.rounding import rounded, step_up
from declaration.programme.own import base_of, by_area, never_reported, no_longer_reported, own_years, quality
from declaration.release.programme import Programme
from declaration.reports.checks import Limits, changes_since
from declaration.reports.report import Report
from declaration.trajectory.pace import achieved_pace, required_pace
from declaration.trajectory.paths import target_path
from declaration.trajectory.series import Series

#: an estimate is told to the nearest step of at least this share of it: peers' change stands in it
ESTIMATE_ROUNDING = 0.05
#: the Declaration's path, and the member's own
DECLARATION, OWN = "declaration", "own"
RECEIPT_COLUMNS = ["year", "receipt_id", "received_at", "file", "sha256", "template_version", "supersedes"]
STANDING_COLUMNS = [
    *("path", "base_year", "base_t", "last_year", "last_t", "last_estimated", "path_last_t", "gap_t"),
    *("target_year", "target_t", "cut_t_per_year", "cut_share_per_year", "achieved_share_per_year", "reached_t"),
]
JUMP_COLUMNS = ["year", "activity_code", "carrier_code", "unit", "before", "now", "change_share"]


def tables_of(member_id: str, programme: Programme, rows: pd.DataFrame, data: Path) -> dict[str, pd.DataFrame]:
    """Every table made of the member's own reports. rows: its emission rows, estimates rounded (`rough`)."""
    reports = sorted((r for r in programme.reports if r.member_id == member_id), key=lambda r: r.year)
    notes = programme.notes[programme.notes["member_id"].eq(member_id)].drop(columns="member_id")
    years = own_years(rows)
    paths = paths_of(years, programme, notes)
    scores = pd.read_csv(data / "accounting" / "data_quality.csv")
    return {
        "about": about(member_id, programme),
        "own_year": years,
        "own_area": by_area(rows),
        "own_path": path_rows(paths),
        "own_standing": standings(years, paths),
        "own_quality": quality_rows(rows, scores),
        "own_missing": named(missing_rows(member_id, rows, programme, data), programme),
        "own_jump": named(jumps(reports, programme, data), programme),
        "own_receipt": receipt_rows(member_id, programme),
        "own_note": note_rows(notes),
        **reported(reports),
    }


def about(member_id: str, programme: Programme) -> pd.DataFrame:
    """Whose file it is and what its path is made from: one row.

    member_id, name, category, corporate_group (empty without one); base_year, target_year and residual_share (0-1) of
    the Declaration's path; kind: `demonstration` or `reported`.
    """
    target = programme.target
    own = programme.membership[programme.membership["member_id"].eq(member_id)]
    own = own[["member_id", "name", "category", "corporate_group"]].fillna({"corporate_group": ""})
    return own.assign(
        base_year=target.base_year,
        target_year=target.target_year,
        residual_share=target.residual_share,
        kind=programme.kind,
    )


def reported(reports: list[Report]) -> dict[str, pd.DataFrame]:
    """What the member said, all years, reports in force; measures with the year of the report."""
    return {
        "reported_line": _together([r.lines for r in reports]),
        "reported_denominator": _together([r.denominators for r in reports]),
        "reported_measure": _together([r.measures.assign(year=r.year) for r in reports]),
    }


def _together(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """The tables one below the other. A column without any entry is text, so that it can be asked like one."""
    filled = [frame for frame in frames if len(frame)]
    made = pd.concat(filled, ignore_index=True) if filled else frames[0]
    return made.astype({name: "str" for name in made if made[name].dtype == object and made[name].isna().all()})


def receipt_rows(member_id: str, programme: Programme) -> pd.DataFrame:
    """The member's receipts (RECEIPT_COLUMNS), also of reports that were replaced since, in order."""
    own = [asdict(receipt) for receipt in programme.receipts if receipt.member_id == member_id]
    made = pd.DataFrame(own, columns=RECEIPT_COLUMNS).astype({"supersedes": "str"})
    return made.sort_values(["year", "received_at"], ignore_index=True)


def note_rows(notes: pd.DataFrame) -> pd.DataFrame:
    """What the member sent beside its reports, in order."""
    kinds = dict.fromkeys(("kind", "sent_at", "letter_id", "subject", "text"), "str")
    numbers = {"year": "Int64", "target_year": "Int64", "target_share": float}
    return notes.astype(kinds | numbers).sort_values("sent_at", ignore_index=True)


def rough(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with estimates moved to a total rounded to at least ESTIMATE_ROUNDING of it, all by the same share.

    An estimate is the last report times the middle change of the member's peers: unrounded it would tell one
    peer's trend exactly.
    """
    made = rows.copy()
    amounts = [name for name in made if name == "quantity" or name.endswith("_kg")]
    made[amounts] = made[amounts].astype(float)
    for year in made.loc[made["estimated"], "year"].unique():
        here = made["estimated"] & made["year"].eq(year)
        made.loc[here, amounts] *= rounding_of(made.loc[here & made["counted"].astype(bool), "co2e_kg"])
    return made


def rounding_of(kilograms: pd.Series) -> float:
    """What an estimate is multiplied by to be told: its rounded sum over its sum (no unit)."""
    whole = math.fsum(kilograms.dropna())
    return rounded(whole, step_up(abs(whole) * ESTIMATE_ROUNDING)) / whole if whole else 0.0


def paths_of(years: pd.DataFrame, programme: Programme, notes: pd.DataFrame) -> dict[str, dict[int, float]]:
    """The Declaration's path from the member's own base year, and that to its own target if it stated one: year → t.

    Both are straight lines. The own target is the one stated last, a cut against the same base year.
    """
    target = programme.target
    base = base_of(years, target.base_year)
    if base is None:
        return {}
    ends = {DECLARATION: (target.target_year, target.residual_share)}
    stated = notes[notes["kind"].eq("target")].sort_values("sent_at")
    if len(stated):
        ends[OWN] = (int(stated["target_year"].iloc[-1]), 1 - float(stated["target_share"].iloc[-1]))
    first, base_t = base
    return {
        name: target_path({first: base_t, year: base_t * share}, range(first, year + 1))
        for name, (year, share) in ends.items()
        if year > first
    }


def path_rows(paths: dict[str, dict[int, float]]) -> pd.DataFrame:
    """path (`declaration`, `own`), year, path_t (t CO2e)."""
    rows = [(name, year, t) for name, levels in paths.items() for year, t in levels.items()]
    return pd.DataFrame(rows, columns=["path", "year", "path_t"]).astype({"year": "int64", "path_t": float})


def standings(years: pd.DataFrame, paths: dict[str, dict[int, float]]) -> pd.DataFrame:
    """Where the member stands on each path: STANDING_COLUMNS, in t CO2e and shares a year.

    `gap_t` is above 0 where the latest level is above the path. The pace needed leads from there to the target; the
    pace achieved is the slope over three reports or more, and `reached_t` where it leads in the target year.
    """
    made = []
    sent = years[~years["estimated"].astype(bool)]
    for name, path in paths.items():
        last, first, end = years.iloc[-1], min(path), max(path)
        needed = required_pace(int(last["year"]), float(last["co2e_t"]), end, path[end])
        series = Series.from_mapping("own", name, "own", dict(zip(sent["year"], sent["co2e_t"], strict=True)))
        so_far = achieved_pace(series, first)
        achieved = so_far.cut_share_per_year if so_far else None
        level = path[max(min(int(last["year"]), end), first)]
        row = {
            "path": name,
            "base_year": first,
            "base_t": path[first],
            "last_year": int(last["year"]),
            "last_t": float(last["co2e_t"]),
            "last_estimated": bool(last["estimated"]),
            "path_last_t": level,
            "gap_t": float(last["co2e_t"]) - level,
            "target_year": end,
            "target_t": path[end],
            "cut_t_per_year": needed.cut_t_per_year if needed else None,
            "cut_share_per_year": needed.cut_share_per_year if needed else None,
            "achieved_share_per_year": achieved,
            "reached_t": None if achieved is None else float(last["co2e_t"]) * (1 - achieved) ** (end - last["year"]),
        }
        made.append(row)
    amounts = [n for n in STANDING_COLUMNS if n.endswith(("_t", "_per_year"))]
    return pd.DataFrame(made, columns=STANDING_COLUMNS).astype(dict.fromkeys(amounts, float))


def quality_rows(rows: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Data quality year by year, with the class 1-3 of the whole year. scores: data_quality.csv."""
    classes = dict(zip(scores["score"], scores["class_1_3"], strict=True))
    primary = frozenset(scores.loc[scores["iso14083_hierarchy"].str.startswith("primary"), "score"])
    made = quality(rows, classes, primary)
    of_year = [quality_class(score) if score == score else None for score in made["score"]]
    return made.assign(quality_class=pd.array(of_year, dtype="Int64"))


def missing_rows(member_id: str, rows: pd.DataFrame, programme: Programme, data: Path) -> pd.DataFrame:
    """What a report lacks: what the member reported before, and what is expected of its kind.

    year, activity_code, last_year and last_t (t CO2e; both missing for what was never reported), why_sv and why_en
    (of what is expected, else empty).
    """
    expected = pd.read_csv(data / "accounting" / "expected_activities.csv").fillna({"or_codes": ""})
    category = programme.membership.loc[programme.membership["member_id"].eq(member_id), "category"].iloc[0]
    never = never_reported(rows, category, expected)
    of_kind = expected[expected["category"].isin(["*", category])].drop_duplicates("activity_code")
    never = never.merge(of_kind[["activity_code", "why_sv", "why_en"]], on="activity_code")
    before = no_longer_reported(rows).assign(why_sv="", why_en="")
    made = pd.concat([before, never.assign(last_year=pd.NA, last_t=float("nan"))], ignore_index=True)
    kinds = {"year": "int64", "last_year": "Int64", "last_t": float, "why_sv": "str", "why_en": "str"}
    return made.astype(kinds)


def jumps(reports: list[Report], programme: Programme, data: Path) -> pd.DataFrame:
    """Sums by activity and carrier that moved more than rule P09 allows since the year before: JUMP_COLUMNS."""
    limits = Limits.from_frame(pd.read_csv(data / "accounting" / "plausibility_rules.csv"))
    made = [row for pair in _neighbours(reports) for row in _jumps(*pair, programme, limits)]
    return pd.DataFrame(made, columns=JUMP_COLUMNS).astype(
        {"year": "int64", "before": float, "now": float, "change_share": float}
    )


def _neighbours(reports: list[Report]) -> Iterator[tuple[Report, Report]]:
    by_year = {report.year: report for report in reports}
    return ((by_year[year - 1], report) for year, report in by_year.items() if year - 1 in by_year)


def _jumps(before: Report, now: Report, programme: Programme, limits: Limits) -> Iterator[tuple]:
    for c in changes_since(now.lines, before.lines, programme.tables, limits):
        yield now.year, c.activity_code, c.carrier_code, c.unit, c.before, c.now, c.now / c.before - 1


def named(rows: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """The rows with the names of their activity, and of their carrier, in both languages."""
    made = rows
    for what in ("activity", "carrier"):
        if f"{what}_code" in rows:
            table = {"activity": programme.tables.activities, "carrier": programme.tables.carriers}[what]
            for language in ("sv", "en"):
                names = table[f"name_{language}"].astype(str)
                made = made.assign(**{f"{what}_{language}": made[f"{what}_code"].map(names).astype("str")})
    return made
