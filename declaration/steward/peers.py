"""Whether an intensity looks likely beside those of its category (rule P04); shown to the data holder alone."""

from pathlib import Path

import numpy as np
import pandas as pd

from declaration.reports.checks import Limits

RULE = "P04"
#: fewest members of a category, oneself included, that a median is made of
LEAST = 3
COLUMNS = ["member_id", "category", "code", "year", "amount", "unit", "median", "members", "times", "is_unlikely"]


def limits_of(data: Path) -> Limits:
    """The plausibility limits."""
    return Limits.from_frame(pd.read_csv(data / "accounting" / "plausibility_rules.csv"))


def beside_peers(intensities: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """Each intensity beside the median of its category in the same year (COLUMNS), the unlikeliest first.

    intensities: member_id, category, code, year, amount, unit. times: the amount as so many times the median; it is
    missing, and nothing unlikely, where fewer than LEAST members of the category have one.
    """
    groups = intensities.groupby(["category", "code", "year"])["amount"]
    made = intensities.assign(median=groups.transform("median"), members=groups.transform("size"))
    is_judged = made["members"].ge(LEAST) & made["median"].gt(0)
    made["times"] = (made["amount"] / made["median"]).where(is_judged)
    made["is_unlikely"] = [pd.notna(times) and limits.outside(RULE, times) for times in made["times"]]
    away = np.log(made["times"].where(made["times"].gt(0))).abs().fillna(-1.0)
    order = made.assign(away=away).sort_values(["year", "away", "member_id"], ascending=[False, False, True])
    return order[COLUMNS].reset_index(drop=True)
