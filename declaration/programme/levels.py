"""The programme's level: all who reported, and like for like.

Two series are published, and never raw sums across different memberships: the level of the present members
(see base_year) and the chained index of matched pairs given here. In a pair of consecutive years only those who
reported both years are compared, and the yearly changes are multiplied: with A and B going from 100 and 50 to 95
and 52 while C joins with 200, the raw sum rises by 131 % and the matched change is -2.0 %.
"""

import math

import numpy as np
import pandas as pd

from declaration.programme.membership import is_estimated, reporters

TOTAL = "total"
#: the index in its first year
INDEX_BASE = 100.0
LEVEL_COLUMNS = ["area", "year", "co2e_t", "estimated_t", "reporters"]
INDEX_COLUMNS = ["area", "year", "members", "previous_t", "matched_t", "change_share", "index"]
MEMBER_COLUMNS = ["member_id", "home_area", "year", "co2e_t", "estimated_t"]


def member_levels(rows: pd.DataFrame) -> pd.DataFrame:
    """Counted t CO2e by member_id, home_area and year; `estimated_t` is the part that stands for missing reports."""
    counted = rows[rows["counted"].astype(bool)]
    tonnes = pd.DataFrame(
        {
            "member_id": counted["member_id"],
            "home_area": counted["home_area"],
            "year": counted["year"].astype(int),
            "co2e_t": counted["co2e_kg"].astype(float) / 1000,
        }
    )
    tonnes["estimated_t"] = tonnes["co2e_t"].where(is_estimated(counted), 0.0)
    made = tonnes.groupby(["member_id", "home_area", "year"], sort=True, as_index=False, observed=True).agg(
        co2e_t=("co2e_t", math.fsum), estimated_t=("estimated_t", math.fsum)
    )
    return made[MEMBER_COLUMNS]


def levels(rows: pd.DataFrame) -> pd.DataFrame:
    """The sum of all who reported: area × year (home areas and `total`), t CO2e, with `estimated_t` within it.

    rows: emission rows of members (see membership.of_members). `reporters` sent a report with something counted
    in the area; for the total, any report at all.
    """
    by_member = member_levels(rows)
    sent = reporters(rows)
    parts = []
    for area, frame in [*by_member.groupby("home_area", sort=True), (TOTAL, by_member)]:
        for year, group in frame.groupby("year", sort=True):
            reported = sent.get(int(year), frozenset())
            own = reported if area == TOTAL else reported & set(group["member_id"])
            parts.append((area, int(year), math.fsum(group["co2e_t"]), math.fsum(group["estimated_t"]), len(own)))
    return pd.DataFrame(parts, columns=LEVEL_COLUMNS)


def series(own_year: pd.DataFrame, constant: pd.DataFrame) -> pd.DataFrame:
    """Levels with each year's own factors and with one year's factors, told apart by column `factors`.

    own_year, constant: emission rows of the same lines, the latter accounted with a constant rate table. A
    supplier's own factor is the member's choice and stays as it was reported.
    """
    if set(own_year["line_id"]) != set(constant["line_id"]):
        raise ValueError("the two series are not made of the same lines")
    parts = [levels(own_year).assign(factors="own_year"), levels(constant).assign(factors="constant")]
    return pd.concat(parts, ignore_index=True)


def matched_index(rows: pd.DataFrame, boundary: pd.DataFrame | None = None) -> pd.DataFrame:
    """The like-for-like cohort by area and in total: matched pairs of consecutive years, chained; first year 100.

    `members` reported both years; `previous_t` and `matched_t` are their t CO2e then and now, `change_share` the
    change. Estimates take no part. boundary: `split.boundary_changes` of the same rows; what only moved over the
    boundary (a carrier became a member and reports itself) is then no change, and `matched_t` is without it.
    Where a year has no pair, or the pair stood at zero, change and index are missing, and so is the index from
    there on.
    """
    real = rows[~is_estimated(rows)]
    by_member, sent = member_levels(real), reporters(real)
    moved_t = {} if boundary is None else boundary.set_index(["area", "year"])["change_t"].to_dict()
    if not sent:
        return pd.DataFrame(columns=INDEX_COLUMNS)
    years = range(min(sent), max(sent) + 1)
    parts = []
    for area in [*sorted(by_member["home_area"].unique()), TOTAL]:
        frame = by_member if area == TOTAL else by_member[by_member["home_area"] == area]
        index = INDEX_BASE
        parts.append((area, years[0], len(sent[years[0]]), np.nan, np.nan, np.nan, index))
        for year in years[1:]:
            both = sent.get(year - 1, frozenset()) & sent.get(year, frozenset())
            own = frame[frame["member_id"].isin(both)]
            previous, now = (math.fsum(own.loc[own["year"] == y, "co2e_t"]) for y in (year - 1, year))
            now -= moved_t.get((area, year), 0.0)
            change = now / previous - 1 if both and previous > 0 else np.nan
            index *= 1 + change
            parts.append((area, year, len(both), previous, now, change, index))
    return pd.DataFrame(parts, columns=INDEX_COLUMNS)
