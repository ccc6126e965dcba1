"""Coverage: how many of the members reported, and how much of the emissions they stand for."""

import math

import numpy as np
import pandas as pd

from declaration.programme.levels import TOTAL, levels
from declaration.programme.membership import members_of, of_members, reporters
from declaration.programme.rules import Rules

COLUMNS = ["year", "members", "reporters", "reporters_share", "emissions_share", "estimated_share", "status_allowed"]


def coverage(rows: pd.DataFrame, membership: pd.DataFrame, base: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Coverage year by year; shares 0-1, missing where they cannot be known.

    rows: emission rows with or without estimates. base: `base_year.contributions`. `emissions_share` is the
    reporters' part of the base-year emissions of the year's members, as far as those are known; a member who has
    never reported has none, so both shares must reach the floor. `status_allowed` is False below it, and where
    more of the year's tonnes are estimated than the ceiling allows.
    """
    own = of_members(rows, membership)
    sent = reporters(own)
    total = levels(own)
    total = total[total["area"] == TOTAL].set_index("year")
    base_t = base.groupby("member_id")["base_t"].sum(min_count=1)
    made = []
    for year in sorted({*total.index, *sent}):
        members, here = members_of(membership, year), sent.get(year, frozenset())
        whole_t = math.fsum(base_t[base_t.index.isin(members)].dropna())
        reported_t = math.fsum(base_t[base_t.index.isin(here)].dropna())
        of_members_share = len(here) / len(members) if members else np.nan
        of_emissions_share = reported_t / whole_t if whole_t > 0 else np.nan
        co2e_t, estimated_t = (total[c].get(year, 0.0) for c in ("co2e_t", "estimated_t"))
        estimated_share = estimated_t / co2e_t if co2e_t > 0 else np.nan
        allowed = (
            of_members_share >= rules.coverage_floor
            and of_emissions_share >= rules.coverage_floor
            and not estimated_share > rules.estimated_ceiling
        )
        shares = (of_members_share, of_emissions_share, estimated_share)
        made.append((year, len(members), len(here), *shares, bool(allowed)))
    return pd.DataFrame(made, columns=COLUMNS)
