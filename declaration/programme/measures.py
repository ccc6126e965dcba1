"""Members' measures, summed over the region. Their tonnes are never added to those of sources."""

import pandas as pd

COLUMNS = ["area", "status", "measures", "expected_t_per_year", "verified_t_per_year"]


def measures_by_area(measures: pd.DataFrame) -> pd.DataFrame:
    """Measures by area and status: how many, and the cuts expected and verified (t CO2e a year).

    measures: member_id, measure_id, area, status, expected_t_per_year, verified_t_per_year. A cut that nobody
    stated is missing, not zero. A ValueError if a measure is listed twice; the latest report's list is the list.
    """
    doubled = measures[measures.duplicated(["member_id", "measure_id"])]
    if len(doubled):
        raise ValueError(f"measure {doubled['measure_id'].iloc[0]} of {doubled['member_id'].iloc[0]} is listed twice")
    cuts = measures.astype({"expected_t_per_year": float, "verified_t_per_year": float})
    groups = cuts.groupby(["area", "status"], sort=True)
    made = groups[["expected_t_per_year", "verified_t_per_year"]].sum(min_count=1)
    made.insert(0, "measures", groups.size())
    return made.reset_index()[COLUMNS]
