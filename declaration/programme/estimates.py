"""Missing reports: never filled in silently, never zero.

An estimate is the member's last value × the median yearly change of matched peers (those who reported both
years; of the same category where there are enough), for at most two years after its latest report. It keeps the
structure of that report, is marked `estimated`, has data quality 5, and takes no part in any index, benchmark or
driver. `reported` switches the estimates off.
"""

import math

import pandas as pd

from declaration.programme.levels import member_levels
from declaration.programme.membership import is_estimated, members_of, reporters
from declaration.programme.rules import Rules

#: the score of an imputed value, see data_quality.csv
QUALITY = 5
#: what grows or shrinks with the estimate besides the columns in kg
SCALED = ("quantity", "energy_used_mj")


def peer_changes(rows: pd.DataFrame, year: int) -> pd.Series:
    """Member → its counted t CO2e in the year over the year before (no unit); reporters of both years only."""
    real = rows[~is_estimated(rows)]
    sent = reporters(real)
    both = sent.get(year, frozenset()) & sent.get(year - 1, frozenset())
    by_member = member_levels(real[real["member_id"].isin(both)])
    wide = by_member.pivot_table(index="member_id", columns="year", values="co2e_t", aggfunc=math.fsum)
    wide = wide.reindex(columns=[year - 1, year], index=sorted(both)).fillna(0.0)
    wide = wide[wide[year - 1] > 0]
    return wide[year] / wide[year - 1]


def with_estimates(rows: pd.DataFrame, membership: pd.DataFrame, rules: Rules, sigma_activity: float) -> pd.DataFrame:
    """The rows with column `estimated`, and estimates (True) for members whose report of a year is missing.

    rows: emission rows of all years; line_id, member_id, year, quantity, counted, home_area, co2e_kg and any
    other column in kg. membership: see `membership.checked`. sigma_activity: standard deviation of the log error
    of data quality 5. Where there are no peers at all the report stays missing. The years estimated for end with
    the latest year that anyone reported.
    """
    made = rows.assign(estimated=False)
    sent = reporters(rows)
    if not sent:
        return made
    category = membership.set_index("member_id")["category"]
    parts, latest = [made], {}
    for year in range(min(sent), max(sent) + 1):
        changes = peer_changes(rows, year)
        # None: the rows are looked up in `made` when they are needed
        previous, latest = latest, dict.fromkeys(sent.get(year, frozenset()), (year, None))
        for member in sorted(members_of(membership, year) - sent.get(year, frozenset())):
            found = previous.get(member)
            if found is None or year - found[0] > rules.estimate_max_years:
                continue
            change = _median_change(changes, category, member, rules.estimate_peers_min)
            if change is None:
                continue
            last = made[made["year"].eq(found[0]) & made["member_id"].eq(member)] if found[1] is None else found[1]
            estimate = _scaled(last, year, change, sigma_activity)
            latest[member] = (found[0], estimate)
            parts.append(estimate)
    return pd.concat(parts, ignore_index=True)


def reported(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without estimates."""
    return rows[~is_estimated(rows)]


def _median_change(changes: pd.Series, category: pd.Series, member: str, least: int) -> float | None:
    same = changes[category.reindex(changes.index).eq(category[member]).to_numpy()]
    peers = same if len(same) >= least else changes
    return float(peers.median()) if len(peers) else None


def _scaled(report: pd.DataFrame, year: int, change: float, sigma_activity: float) -> pd.DataFrame:
    """A report's rows moved to the year: quantity, energy and all kg × change."""
    made = report.copy()
    columns = [c for c in made if c in SCALED or c.endswith("_kg")]
    made[columns] = made[columns].astype(float) * change
    stem = made["line_id"].astype(str).str.split("~").str[0]
    known = {"data_quality": QUALITY, "data_quality_used": QUALITY, "sigma_activity": sigma_activity}
    return made.assign(
        line_id=stem + f"~{year}", year=year, estimated=True, **{c: v for c, v in known.items() if c in made}
    )
