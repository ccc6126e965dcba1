"""What a member is told about its own figures: its years, the paths to its targets, data quality, what is missing.

Pure functions over one member's emission rows and report lines; nothing of anybody else takes part.
"""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from declaration.programme.membership import is_estimated

QUALITY_COLUMNS = ["year", "co2e_t", "class_1_t", "class_2_t", "class_3_t", "primary_share", "score", "estimated"]
MISSING_COLUMNS = ["year", "activity_code", "last_year", "last_t"]
#: the three classes of data quality, best first
CLASSES = (1, 2, 3)


def own_years(rows: pd.DataFrame) -> pd.DataFrame:
    """The member's counted tonnes: year, co2e_t (t CO2e), estimated (stands for a missing report); in order.

    rows: emission rows of one member, all statuses. A year reported with nothing that counts is 0 t.
    """
    tonnes = rows["co2e_kg"].astype(float).where(rows["counted"].astype(bool), 0.0).fillna(0.0) / 1000
    made = pd.DataFrame({"year": rows["year"].astype(int), "co2e_t": tonnes, "estimated": is_estimated(rows)})
    return made.groupby("year", as_index=False).agg(co2e_t=("co2e_t", math.fsum), estimated=("estimated", "max"))


def base_of(years: pd.DataFrame, base_year: int) -> tuple[int, float] | None:
    """The year and level (t CO2e) that the member's paths start from; None where there is none above 0.

    The first year from `base_year` on that it reported itself: an estimate is no base.
    """
    own = years[~years["estimated"].astype(bool) & years["year"].ge(base_year) & years["co2e_t"].gt(0)]
    return None if own.empty else (int(own["year"].iloc[0]), float(own["co2e_t"].iloc[0]))


def quality(rows: pd.DataFrame, classes: Mapping[int, int], primary: frozenset[int]) -> pd.DataFrame:
    """How well each year's counted tonnes are known: QUALITY_COLUMNS, in t CO2e.

    classes: score 1-5 → class 1-3. primary: scores that are measured. `primary_share` is of the tonnes (0-1, missing
    without tonnes), `score` the emission-weighted one. Amounts below zero count by their size.
    """
    own = rows[rows["counted"].astype(bool) & rows["co2e_kg"].notna()]
    score = own["data_quality_used"].astype(int)
    size = own["co2e_kg"].astype(float).abs()
    parts = pd.DataFrame({"year": own["year"].astype(int), "co2e_t": own["co2e_kg"].astype(float) / 1000})
    for number in CLASSES:
        parts[f"class_{number}_t"] = parts["co2e_t"].where(score.map(classes).eq(number), 0.0)
    parts = parts.assign(
        size=size, primary=size.where(score.isin(primary), 0.0), scored=size * score, estimated=is_estimated(own)
    )
    sums = parts.groupby("year", as_index=False).agg(
        **{name: (name, math.fsum) for name in parts if name not in ("year", "estimated")},
        estimated=("estimated", "max"),
    )
    whole = sums["size"].where(sums["size"] > 0)
    return sums.assign(primary_share=sums["primary"] / whole, score=sums["scored"] / whole)[QUALITY_COLUMNS]


def no_longer_reported(rows: pd.DataFrame) -> pd.DataFrame:
    """Activities that an earlier report of the member had and a later one lacks: MISSING_COLUMNS.

    `last_year` is the latest before `year` that had it, `last_t` its t CO2e then, counted or not (missing without a
    factor). Estimates are no reports.
    """
    own = rows[~is_estimated(rows)]
    kilograms = own["co2e_kg"].astype(float).groupby([own["year"].astype(int), own["activity_code"]])
    tonnes = kilograms.sum(min_count=1) / 1000
    made, last = [], {}
    for year in sorted(own["year"].astype(int).unique()):
        here = tonnes.xs(year, level="year")
        made += [(year, code, *last[code]) for code in sorted(set(last) - set(here.index))]
        last |= {code: (year, float(t)) for code, t in here.items()}
    return pd.DataFrame(made, columns=MISSING_COLUMNS).astype({"year": int, "last_year": int, "last_t": float})


def never_reported(rows: pd.DataFrame, category: str, expected: pd.DataFrame) -> pd.DataFrame:
    """Activities expected of the member's kind that neither a report nor one before it had: year, activity_code.

    expected: category (`*` for all), activity_code, or_codes (others that do as well, `|` between). The list is public
    and the same for all of a kind; what peers report takes no part in it.
    """
    own = rows[~is_estimated(rows)]
    codes = own.groupby(own["year"].astype(int))["activity_code"].agg(set).sort_index()
    known, made = set(), []
    for year, here in codes.items():
        known |= here
        for row in expected[expected["category"].isin(["*", category])].itertuples(index=False):
            if not known & {row.activity_code, *row.or_codes.split("|")}:
                made.append((year, row.activity_code))
    return pd.DataFrame(made, columns=["year", "activity_code"]).astype({"year": int})


def by_area(rows: pd.DataFrame) -> pd.DataFrame:
    """Counted tonnes of each home area: area, year, co2e_t, share (of the year, 0-1), change_share (since the year
    before; missing where there is nothing to compare with), estimated."""
    own = rows[rows["counted"].astype(bool) & rows["co2e_kg"].notna()]
    parts = own.assign(area=own["home_area"], co2e_t=own["co2e_kg"].astype(float) / 1000, estimated=is_estimated(own))
    made = parts.groupby(["area", "year"], as_index=False).agg(
        co2e_t=("co2e_t", math.fsum), estimated=("estimated", "max")
    )
    whole = made.groupby("year")["co2e_t"].transform("sum")
    before = made[["area", "year", "co2e_t"]].assign(year=made["year"] + 1).rename(columns={"co2e_t": "before_t"})
    both = made.merge(before, how="left")
    change = both["co2e_t"] / both["before_t"].where(both["before_t"] > 0) - 1
    both = both.assign(share=made["co2e_t"] / whole.where(whole > 0), change_share=change.replace([np.inf], np.nan))
    return both[["area", "year", "co2e_t", "share", "change_share", "estimated"]]
