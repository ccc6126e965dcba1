"""The base year: what each member emitted in it, and when it is recalculated.

GHG Protocol Corporate Standard, ch. 5: base-year emissions are recalculated when changes of structure (here
membership), boundary or method, or errors, are significant, one by one or together. Growing and shrinking is no
reason, nor is a company that did not exist in the base year or has closed. The level of significance is the
programme's own rule. Changes below it are kept until together they reach it.
"""

import math

import numpy as np
import pandas as pd

from declaration.programme.levels import TOTAL, matched_index, member_levels
from declaration.programme.membership import members_of, of_members, reporters
from declaration.programme.rules import Rules

#: the home area of what has no tonnes
NO_AREA = ""
#: how a member's base-year emissions are known
METHODS = ("reported", "backcast", "founded_later", "unknown")
#: changes other than membership that are a reason; growth is none
REASONS = ("structure", "boundary", "method", "error")
CONTRIBUTION_COLUMNS = ["member_id", "home_area", "base_t", "method", "estimated"]
HISTORY_COLUMNS = [
    "year",
    "base_before_t",
    "joined_t",
    "left_t",
    "other_t",
    "cumulative_share",
    "recalculated",
    "base_t",
    "estimated_t",
    "unknown_members",
]


def contributions(
    rows: pd.DataFrame, membership: pd.DataFrame, base_year: int, boundary: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Base-year emissions (t CO2e) by member_id and home_area, for everyone who is or was a member.

    From the member's own report of the base year, else backcast (`estimated`): its report nearest to the base
    year × the matched cohort's index of the area (of the total where the area has none) in the base year over
    that year. `founded_later` is 0. `unknown` (no report, or no index that reaches) has no area and no tonnes.
    boundary: see `levels.matched_index`.
    """
    by_member = member_levels(_reported(rows))
    sent = reporters(rows)
    years_of = {m: sorted(y for y, ids in sent.items() if m in ids) for m in membership["member_id"]}
    index = matched_index(of_members(rows, membership), boundary).set_index(["area", "year"])["index"]
    made = []
    for member in membership.itertuples(index=False):
        years = years_of[member.member_id]
        if not np.isnan(member.founded_year) and member.founded_year > base_year:
            made.append((member.member_id, NO_AREA, 0.0, "founded_later", False))
            continue
        nearest = min(years, key=lambda y: (abs(y - base_year), -y), default=None)
        own = by_member[by_member["member_id"].eq(member.member_id) & by_member["year"].eq(nearest)]
        ratios = {area: _ratio(index, area, base_year, nearest) for area in own["home_area"]} if years else {}
        if nearest is None or any(np.isnan(r) for r in ratios.values()):
            made.append((member.member_id, NO_AREA, np.nan, "unknown", False))
            continue
        backcast = nearest != base_year
        method = "backcast" if backcast else "reported"
        if own.empty:
            made.append((member.member_id, NO_AREA, 0.0, method, backcast))
        made += [
            (member.member_id, area, tonnes * (ratios[area] if backcast else 1.0), method, backcast)
            for area, tonnes in zip(own["home_area"], own["co2e_t"], strict=True)
        ]
    return pd.DataFrame(made, columns=CONTRIBUTION_COLUMNS).astype({"base_t": float})


def recalculation(
    base: pd.DataFrame,
    membership: pd.DataFrame,
    years: range,
    rules: Rules,
    other_changes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The base in force, year by year from the base year (the first of `years`), and when it was recalculated.

    base: `contributions`. other_changes: year, reason (one of REASONS), base_change_t; a ValueError for any other
    reason. `joined_t` and `left_t` are base-year emissions of those who came and went since the last
    recalculation, `other_t` the other changes since. Their absolute sum over the base before is
    `cumulative_share`; from the threshold on the base is recalculated. Absolute, so that one who joins does not
    hide one who leaves. `unknown_members` are members whose base-year emissions are not known: the
    recalculation is pending for them, and no status should be given without them.
    """
    other = _other_changes(other_changes)
    by_member = base.groupby("member_id")["base_t"].sum(min_count=1)
    estimated = base[base["estimated"]].groupby("member_id")["base_t"].sum()
    in_force, applied_t, made = frozenset(), 0.0, []
    for year in years:
        now = _standing(membership, year)
        total_other_t = math.fsum(other.loc[other["year"] <= year, "base_change_t"])
        pending = other[other["year"].le(year) & ~other["applied"]]
        joined_t, left_t = (_sum_t(by_member, who) for who in (now - in_force, in_force - now))
        before_t = _sum_t(by_member, in_force) + applied_t
        moved_t = joined_t + left_t + math.fsum(pending["base_change_t"].abs())
        share = moved_t / before_t if before_t > 0 else np.nan
        first = year == years[0]
        again = not first and moved_t > 0 and not share < rules.significance_threshold
        if first or again:
            in_force, applied_t = now, total_other_t
            other.loc[pending.index, "applied"] = True
        made.append(
            {
                "year": year,
                "base_before_t": np.nan if first else before_t,
                "joined_t": 0.0 if first else joined_t,
                "left_t": 0.0 if first else left_t,
                "other_t": 0.0 if first else math.fsum(pending["base_change_t"]),
                "cumulative_share": np.nan if first else share,
                "recalculated": again,
                "base_t": _sum_t(by_member, in_force) + applied_t,
                "estimated_t": _sum_t(estimated, in_force),
                "unknown_members": int(by_member.reindex(sorted(now)).isna().sum()),
            }
        )
    return pd.DataFrame(made, columns=HISTORY_COLUMNS)


def rebased_levels(
    rows: pd.DataFrame,
    membership: pd.DataFrame,
    base_year: int,
    last_year: int,
    boundary: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The level of those who are members in `last_year`, over all years: area × year (and `total`), t CO2e.

    rows: with or without estimates. Reported where there is a report, whether or not it was a member then;
    before its first report backcast as in `contributions`, and part of `estimated_t`; not before it was founded.
    One who left is in no year, one who closed is in those it reported. Lines stand as they counted in their own
    year: what customers counted of a carrier before it joined is in both. `unfilled` counts members with neither
    report, estimate nor backcast that year: the level is then too low, and says so.
    """
    years = range(base_year, last_year + 1)
    standing = _standing(membership, last_year)
    by_member = member_levels(rows)
    known = {int(y): frozenset(ids) for y, ids in rows.groupby("year")["member_id"]}
    per_year = {year: contributions(rows, membership, year, boundary) for year in years}
    parts, unfilled = [], dict.fromkeys(years, 0)
    for member in membership[membership["member_id"].isin(standing)].itertuples(index=False):
        first = min((y for y, ids in known.items() if member.member_id in ids), default=None)
        for year in years:
            if member.member_id in known.get(year, ()):
                found = by_member[by_member["member_id"].eq(member.member_id) & by_member["year"].eq(year)]
                parts.append(found[["member_id", "home_area", "year", "co2e_t", "estimated_t"]])
            elif first is not None and year < first:
                found = per_year[year].query("member_id == @member.member_id")
                unfilled[year] += int(found["method"].eq("unknown").any())
                back = found[found["method"].eq("backcast") & found["home_area"].ne(NO_AREA)]
                parts.append(
                    back.rename(columns={"base_t": "co2e_t"})
                    .assign(year=year, estimated_t=back["base_t"])
                    .loc[:, ["member_id", "home_area", "year", "co2e_t", "estimated_t"]]
                )
            elif not (member.closed and year >= member.left_year):
                unfilled[year] += 1
    made = [p for p in parts if len(p)]
    columns = ["area", "year", "co2e_t", "estimated_t", "members", "unfilled"]
    if not made:
        return pd.DataFrame(columns=columns)
    tall = pd.concat(made, ignore_index=True)
    both = pd.concat([tall.rename(columns={"home_area": "area"}), tall.assign(area=TOTAL)])
    level = both.groupby(["area", "year"], as_index=False).agg(
        co2e_t=("co2e_t", math.fsum), estimated_t=("estimated_t", math.fsum), members=("member_id", "nunique")
    )
    return level.assign(unfilled=level["year"].map(unfilled))[columns]


def _reported(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[~rows["estimated"].astype(bool)] if "estimated" in rows else rows


def _ratio(index: pd.Series, area: str, base_year: int, year: int) -> float:
    """The cohort's index in the base year over another year's: of the area, else of the total."""
    for name in (area, TOTAL):
        ends = [index.get((name, y), np.nan) for y in (base_year, year)]
        if all(np.isfinite(ends)) and ends[1] > 0:
            return ends[0] / ends[1]
    return 1.0 if year == base_year else np.nan


def _standing(membership: pd.DataFrame, year: int) -> frozenset[str]:
    """Members of the year, and those who closed: their end is decline, and stays in the series."""
    closed = membership.loc[membership["closed"] & membership["left_year"].le(year), "member_id"]
    return members_of(membership, year) | frozenset(closed)


def _sum_t(tonnes: pd.Series, members: frozenset[str]) -> float:
    return math.fsum(tonnes[tonnes.index.isin(members)].dropna())


def _other_changes(changes: pd.DataFrame | None) -> pd.DataFrame:
    if changes is None:
        return pd.DataFrame({"year": [], "base_change_t": [], "applied": pd.Series([], dtype=bool)})
    strange = changes.loc[~changes["reason"].isin(REASONS), "reason"]
    if len(strange):
        raise ValueError(f"{strange.iloc[0]} is no reason to recalculate a base year; {', '.join(REASONS)} are")
    return changes.reset_index(drop=True).assign(applied=False)
